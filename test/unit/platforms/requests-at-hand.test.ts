import assert from 'node:assert/strict';
import type { Plugin } from '../../../src/catalog/plugin';
import type { Answerer } from '../../../src/platforms/exchange';
import { messageAtHand, type RequestsAtHand } from '../../../src/platforms/requests-at-hand';
import { MemoryFiles } from '../../memory-files';

const plugin = { folder: '/p', name: 'p' } as Plugin;
const answerer = {
  plugin,
  sides: [{ sample: () => ({ options: {}, secret_data: '${profile}' }) }],
} as unknown as Answerer;

function filesOf(files: Record<string, string>): Pick<RequestsAtHand, 'files'> {
  return { files: new MemoryFiles(files) };
}

describe('the message with which a check calls a method', () => {
  it("is the platform's sample without its credentials where nobody has written one", async () => {
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', filesOf({})), { options: {}, secret_data: {} });
  });

  const own = { '/p/requests/Collector.verify.yaml': 'call: Collector.verify\nmessage: {options: {a: 1}}\n' };

  it('is the request in the folder of the plugin', async () => {
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', filesOf(own)), { options: { a: 1 } });
  });

  it('is the first of a file that was given for the run, named whole or by its end', async () => {
    const given = {
      file: 'all.yaml',
      text: [
        'call: Collector.init\nmessage: {}',
        'call: spaceone.api.inventory.plugin.Collector.verify\nmessage: {options: {b: 2}}',
        'call: Collector.verify\nmessage: {options: {c: 3}}',
      ].join('\n---\n'),
    };
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', { ...filesOf(own), given }), {
      options: { b: 2 },
    });
  });

  const withProfile = {
    '/p/requests/Collector.verify.yaml':
      'call: Collector.verify\nprofile: mine\nmessage:\n  options: {region: "${profile:region}", size: 3}\n  secret_data: ${profile}\n',
  };

  it('has the values of its credential profile', async () => {
    const values = (name: string): Promise<Record<string, string>> => Promise.resolve({ name, region: 'one' });
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', { ...filesOf(withProfile), values }), {
      options: { region: 'one', size: 3 },
      secret_data: { name: 'mine', region: 'one' },
    });
  });

  it('lacks them where the profile is not known', async () => {
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', filesOf(withProfile)), {
      options: { size: 3 },
      secret_data: {},
    });
  });

  it('is refused at its line where it is no request', async () => {
    const files = filesOf({ '/p/requests/Collector.verify.yaml': 'call: Collector.verify\nmassage: {}\n' });
    await assert.rejects(messageAtHand(answerer, 'Collector.verify', files), /massage/);
  });
});
