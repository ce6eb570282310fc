import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { EndpointRegistrations } from '../../../../../src/platforms/spaceone/registrations/endpoint-registrations';
import { readRegistration } from '../../../../../src/platforms/spaceone/registrations/registration';
import { RepositoryClient } from '../../../../../src/platforms/spaceone/registrations/repository-client';
import type { JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { endpointAt } from './clients';
import { OddRepository, Refuse, pluginInfo, type Method } from './odd-repository';

describe('what an endpoint has registered', () => {
  let odd: OddRepository;
  let registrations: EndpointRegistrations;
  let plugins: JsonObject[];
  let methods: Record<string, Method>;

  beforeEach(async () => {
    plugins = Array.from({ length: 5 }, (_, index) => pluginInfo(`plugin-${index}`));
    methods = {
      'Repository.list': () => ({
        results: [{ repository_id: 'repo-local', name: 'Local', repository_type: 'LOCAL' }],
      }),
      'Plugin.list': ({ query }) => {
        const { page } = query as { page: { start: number; limit: number } };
        return { results: plugins.slice(page.start - 1, page.start - 1 + page.limit), total_count: plugins.length };
      },
      'Plugin.get_versions': () => ({ results: ['1.1', '1.0'] }),
    };
    odd = await OddRepository.start({ methods });
    registrations = new EndpointRegistrations(new RepositoryClient(endpointAt(odd.address), { pageSize: 2 }));
  });

  afterEach(() => {
    registrations.dispose();
    odd.stop();
  });

  function ids(): string[] {
    return registrations.plugins.map(({ id }) => id);
  }

  it('is not asked before someone wants it', () => {
    assert.deepEqual([registrations.state.is, registrations.isKnown, odd.asked], ['not asked', false, []]);
  });

  it('comes page by page the first time, and tells how far it is', async () => {
    const seen: string[] = [];
    registrations.onDidChange(() => {
      const { state } = registrations;
      seen.push(state.is === 'asking' ? `${state.count} of ${state.total ?? '?'}: ${ids().length}` : state.is);
    });
    await registrations.load();
    assert.deepEqual(seen, ['0 of ?: 0', '2 of 5: 2', '4 of 5: 4', '5 of 5: 5', 'answered']);
    assert.deepEqual(registrations.named('plugin-3').length, 1);
    assert.equal(registrations.contract?.generation, '2.0');
  });

  it('is asked once for all who want it, and not again', async () => {
    await Promise.all([registrations.load(), registrations.load(), registrations.refresh()]);
    await registrations.load();
    assert.equal(odd.asked.filter((name) => name === 'Repository.list').length, 1);
  });

  it('stays while a new list comes, and when that fails', async () => {
    await registrations.load();
    methods['Plugin.list'] = () => new Refuse('no healthy upstream', status.UNAVAILABLE);
    const during: number[] = [];
    registrations.onDidChange(() => during.push(ids().length));
    await registrations.refresh();
    assert.equal(registrations.state.is, 'failed');
    assert.deepEqual([...new Set(during)], [5]);
    assert.equal(registrations.isKnown, true);
  });

  it('is asked again after a failure', async () => {
    const { 'Plugin.list': list } = methods;
    methods['Plugin.list'] = () => new Refuse('no healthy upstream', status.UNAVAILABLE);
    await registrations.load();
    assert.equal(registrations.state.is, 'failed');
    methods['Plugin.list'] = list!;
    await registrations.load();
    assert.deepEqual([registrations.state.is, ids().length], ['answered', 5]);
  });

  it('is left as it was when a list is cancelled', async () => {
    methods['Plugin.list'] = () => 'silence';
    const asked = odd.nextAsked();
    const loading = registrations.load();
    await asked;
    registrations.cancel();
    await loading;
    assert.deepEqual([registrations.state.is, ids()], ['not asked', []]);
  });

  it('has the repositories of its plugins where the service does not list them', async () => {
    methods['Repository.list'] = () => new Refuse('ERROR_PERMISSION_DENIED: no', status.PERMISSION_DENIED);
    await registrations.load();
    assert.deepEqual(
      registrations.repositories.map(({ id }) => id),
      ['repo-local'],
    );
  });

  it('takes over what a write answers with, and drops what a write deregistered', async () => {
    await registrations.load();
    registrations.took(readRegistration(pluginInfo('plugin-0', { state: 'DISABLED' }))!);
    registrations.took(readRegistration(pluginInfo('plugin-new'))!);
    registrations.left(registrations.named('plugin-1')[0]!);
    assert.deepEqual(ids(), ['plugin-0', 'plugin-2', 'plugin-3', 'plugin-4', 'plugin-new']);
    assert.equal(registrations.named('plugin-0')[0]?.state, 'disabled');
  });

  it('keeps a write that happens while an older list is coming', async () => {
    await registrations.load();
    const loading = registrations.refresh();
    registrations.left(registrations.named('plugin-1')[0]!);
    registrations.took(readRegistration(pluginInfo('plugin-new'))!);
    await loading;
    assert.deepEqual(ids(), ['plugin-0', 'plugin-2', 'plugin-3', 'plugin-4', 'plugin-new']);
  });

  describe('in versions', () => {
    function asked(): number {
      return odd.asked.filter((name) => name === 'Plugin.get_versions').length;
    }

    it('is asked once a plugin, until the next refresh', async () => {
      await registrations.load();
      const [plugin] = registrations.plugins;
      assert.equal(registrations.knownVersions(plugin!), undefined);
      await Promise.all([registrations.versions(plugin!), registrations.versions(plugin!)]);
      assert.deepEqual(await registrations.versions(plugin!), ['1.1', '1.0']);
      assert.deepEqual(registrations.knownVersions(plugin!), ['1.1', '1.0']);
      assert.equal(asked(), 1);
      await registrations.refresh();
      assert.equal(registrations.knownVersions(plugin!), undefined);
      await registrations.versions(plugin!);
      assert.equal(asked(), 2);
    });

    it('is asked again after a failure', async () => {
      await registrations.load();
      const [plugin] = registrations.plugins;
      methods['Plugin.get_versions'] = () => new Refuse('busy', status.UNAVAILABLE);
      await assert.rejects(registrations.versions(plugin!), { name: 'EndpointFailure' });
      methods['Plugin.get_versions'] = () => ({ results: ['2.0'] });
      assert.deepEqual(await registrations.versions(plugin!), ['2.0']);
    });

    it('is left by one who asked without ending it for another', async () => {
      await registrations.load();
      const [plugin] = registrations.plugins;
      const stop = new AbortController();
      const left = registrations.versions(plugin!, stop.signal);
      const kept = registrations.versions(plugin!);
      stop.abort();
      await assert.rejects(left, { name: 'AbortError' });
      assert.deepEqual(await kept, ['1.1', '1.0']);
    });
  });
});
