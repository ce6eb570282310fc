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
    assert.deepEqual(sampleRequest('Collector.verify', { type: 'inventory.Collector' }), {
      options: {},
      secret_data: '${profile}',
    });
  });

  it('asks for the last hour of a metric and the current month of costs', () => {
    const now = new Date('2026-03-04T05:06:07.890Z');
    const metric = sampleRequest('Metric.get_data', { type: 'monitoring.DataSource' }, now) as Record<string, unknown>;
    assert.deepEqual([metric['start'], metric['end']], ['2026-03-04T04:06:07Z', '2026-03-04T05:06:07Z']);
    const tasks = sampleRequest('Job.get_tasks', { type: 'cost_analysis.DataSource' }, now) as Record<string, unknown>;
    assert.equal(tasks['start'], '2026-03');
  });

  it('is that of the plugin’s own type where services share a name', () => {
    assert.deepEqual(sampleRequest('DataSource.init', { type: 'cost_analysis.DataSource' }), {
      options: {},
      domain_id: 'domain-000000000000',
    });
    assert.deepEqual(sampleRequest('DataSource.init', { type: 'monitoring.DataSource' }), { options: {} });
  });

  it('is not made up for a method that nobody knows', () => {
    assert.equal(sampleRequest('Collector.dance', { type: 'inventory.Collector' }), undefined);
  });
});
