import assert from 'node:assert/strict';
import { localEndpoint } from '../../../../../src/platforms/spaceone/registrations/endpoints';
import { EndpointRegistrations } from '../../../../../src/platforms/spaceone/registrations/endpoint-registrations';
import { failureFinding } from '../../../../../src/platforms/spaceone/registrations/refusals';
import { registerRequest } from '../../../../../src/platforms/spaceone/registrations/register-request';
import { manifestState } from '../../../../../src/platforms/spaceone/registrations/registration-state';
import { RepositoryClient } from '../../../../../src/platforms/spaceone/registrations/repository-client';
import { LocalRepository } from '../../../../../src/platforms/spaceone/repository/local-repository';
import { failureOf, manifest } from './clients';

describe('a manifest and the local Repository', () => {
  let local: LocalRepository;
  let registrations: EndpointRegistrations;

  before(async () => {
    local = await LocalRepository.start({ tags: (image) => (image.includes('unpushed') ? [] : ['1.0', '1.1']) });
    registrations = new EndpointRegistrations(
      new RepositoryClient(localEndpoint(local.address, () => Promise.resolve(local.token))),
    );
  });

  after(async () => {
    registrations.dispose();
    await local[Symbol.asyncDispose]();
  });

  function written(image: string, more = ''): string {
    return `name: Example\nresource_type: inventory.Collector\nimage: ${image}\n${more}`;
  }

  async function register(text: string): ReturnType<RepositoryClient['register']> {
    const { client } = registrations;
    const made = registerRequest(manifest(text), await client.contract(), client.endpoint.name);
    assert.ok(made.is === 'ready', JSON.stringify(made));
    return client.register(made.request);
  }

  it('goes from not registered to registered, changed and gone, as the tree shows it', async () => {
    const text = written('spaceone/plugin-walked', 'labels: [a]\ntags: {x: 1}\n');
    await registrations.load();
    const contract = registrations.contract!;
    const state = (of: string): string => manifestState(manifest(of), registrations.plugins, contract).is;
    assert.equal(state(text), 'not registered');
    registrations.took(await register(text));
    assert.equal(state(text), 'registered');
    assert.equal(state(text.replace('[a]', '[b]')), 'changed');
    await registrations.refresh();
    assert.equal(state(text), 'registered');
    const [plugin] = registrations.named('plugin-walked');
    assert.deepEqual((await registrations.versions(plugin!)).toSorted(), ['1.0', '1.1']);
    await registrations.client.deregister('plugin-walked');
    registrations.left(plugin!);
    assert.equal(state(text), 'not registered');
  });

  it('is hidden by a managed plugin of its id, for as long as there is one', async () => {
    await register(written('spaceone/plugin-hidden'));
    await register(written('spaceone/plugin-seen'));
    const hidden = async (): Promise<string[]> => {
      await registrations.refresh();
      return registrations.plugins
        .filter((plugin) => registrations.isHidden(plugin))
        .map(({ name, id }) => `${id} ${name}`);
    };
    assert.deepEqual(await hidden(), []);
    local.replaceManaged([
      { plugin_id: 'plugin-hidden', name: 'Theirs', image: 'plugin-hidden', resource_type: 'x.Y' },
    ]);
    assert.deepEqual(await hidden(), ['plugin-hidden Example']);
    assert.equal((await registrations.client.get('plugin-hidden'))?.name, 'Theirs');
    local.replaceManaged([]);
    assert.deepEqual(await hidden(), []);
    assert.equal((await registrations.client.get('plugin-hidden'))?.name, 'Example');
  });

  for (const [what, text, mark] of [
    ['an image with an underscore', written('spaceone/plugin_under_score'), 'spaceone/plugin_under_score'],
    ['a name of 49 characters', written(`spaceone/${'a'.repeat(49)}`), `spaceone/${'a'.repeat(49)}`],
    ['a tag', written('spaceone/plugin-tagged:1.0'), 'spaceone/plugin-tagged:1.0'],
    ['an image without a tag in its registry', written('spaceone/unpushed'), 'spaceone/unpushed'],
    ['a registry that is not set up', written('spaceone/plugin-a', 'registry_type: HARBOR\n'), 'HARBOR'],
  ] as const) {
    it(`is refused with ${what}, and marked where it says so`, async () => {
      const failure = await failureOf(register(text));
      assert.equal(failure.kind, 'refused', failure.message);
      const finding = failureFinding(manifest(text), failure)!;
      assert.equal(text.slice(finding.range.start, finding.range.end), mark, failure.message);
    });
  }

  it('is refused before it is sent when it does not fit, and marked where', async () => {
    const text = written('spaceone/plugin-c', 'labels: [a]\n');
    const failure = await failureOf(registrations.client.register({ name: 'Example', labels: { a: 1 } }));
    const finding = failureFinding(manifest(text), failure)!;
    assert.equal(text.slice(finding.range.start, finding.range.end), 'labels');
  });

  it('is not to blame when the token is', async () => {
    const client = new RepositoryClient(localEndpoint(local.address, () => Promise.resolve(undefined)));
    const failure = await failureOf(client.register({ name: 'Example', image: 'a', resource_type: 'b' }));
    client.close();
    assert.equal(failure.kind, 'unauthenticated');
    assert.equal(failureFinding(manifest(written('a')), failure), undefined);
  });

  it('is refused when its id is taken, and marked at the id', async () => {
    const text = written('spaceone/plugin-b', 'plugin_id: taken\n');
    await register(text);
    const failure = await failureOf(register(text));
    const finding = failureFinding(manifest(text), failure)!;
    assert.equal(text.slice(finding.range.start, finding.range.end), 'taken');
    assert.match(finding.message, /is registered already/);
  });
});
