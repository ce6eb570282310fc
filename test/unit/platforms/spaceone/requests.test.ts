import assert from 'node:assert/strict';
import { sampleRequest } from '../../../../src/platforms/spaceone/requests';
import { samples } from './sample-requests';

describe('a sample request', () => {
  it('is there for every method of every plugin API', () => {
    assert.deepEqual(
      samples.filter(({ request }) => !(request as unknown)),
      [],
    );
  });

  it('has a reference to a credential profile in place of secrets', () => {
    assert.deepEqual(sampleRequest({ type: 'inventory.Collector' }, 'Collector', 'verify'), {
      options: {},
      secret_data: '${profile}',
    });
  });

  it('asks for the last hour of a metric and the current month of costs', () => {
    const now = new Date('2026-03-04T05:06:07.890Z');
    const metric = sampleRequest({ type: 'monitoring.DataSource' }, 'Metric', 'get_data', now) as Record<
      string,
      unknown
    >;
    assert.deepEqual([metric['start'], metric['end']], ['2026-03-04T04:06:07Z', '2026-03-04T05:06:07Z']);
    const tasks = sampleRequest({ type: 'cost_analysis.DataSource' }, 'Job', 'get_tasks', now) as Record<
      string,
      unknown
    >;
    assert.equal(tasks['start'], '2026-03');
  });

  it('is that of the plugin’s own type where services share a name', () => {
    assert.deepEqual(sampleRequest({ type: 'cost_analysis.DataSource' }, 'DataSource', 'init'), {
      options: {},
      domain_id: 'domain-000000000000',
    });
    assert.deepEqual(sampleRequest({ type: 'monitoring.DataSource' }, 'DataSource', 'init'), { options: {} });
  });

  it('is not made up for a method that nobody knows', () => {
    assert.equal(sampleRequest({ type: 'inventory.Collector' }, 'Collector', 'dance'), undefined);
  });
});
