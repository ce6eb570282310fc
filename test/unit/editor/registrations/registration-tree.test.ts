import assert from 'node:assert/strict';
import {
  RegistrationTree,
  type RegistrationNode,
} from '../../../../src/editor/platforms/spaceone/registrations/view/registration-tree';
import { EndpointRegistrations } from '../../../../src/platforms/spaceone/registrations/endpoint-registrations';
import { isPlainRemote, localEndpoint } from '../../../../src/platforms/spaceone/registrations/endpoints';
import { RepositoryClient } from '../../../../src/platforms/spaceone/registrations/repository-client';
import type { ManagedPlugin } from '../../../../src/platforms/spaceone/repository/managed-plugins';
import { LocalRepository } from '../../../../src/platforms/spaceone/repository/local-repository';

const PLUGINS = 450;

function plugin(index: number): ManagedPlugin {
  return {
    plugin_id: `plugin-${index}`,
    name: `Plugin ${index}`,
    image: `plugin-${index}`,
    resource_type: index % 2 === 0 ? 'inventory.Collector' : 'monitoring.Webhook',
    ...(index < 10 && { provider: 'aws' }),
  };
}

describe('the tree of registered plugins', () => {
  let local: LocalRepository;
  let registrations: EndpointRegistrations;
  let tree: RegistrationTree;

  before(async () => {
    const managed = Array.from({ length: PLUGINS }, (_, index) => plugin(index));
    local = await LocalRepository.start({ managed });
  });
  after(() => local[Symbol.asyncDispose]());
  beforeEach(() => {
    tree = new RegistrationTree('repository');
    const token = (): Promise<string> => Promise.resolve(local.token);
    registrations = new EndpointRegistrations(new RepositoryClient(localEndpoint(local.address, token)));
  });
  afterEach(() => registrations.dispose());

  const top = (): RegistrationNode[] => tree.ofEndpoint('local', registrations);
  const words = (nodes: readonly RegistrationNode[]): string[] =>
    nodes.map((node) => {
      if (node.is === 'group') {
        return `${node.group.title} ${node.group.plugins.length}`;
      }
      return node.is === 'failure' ? node.failure.what : node.is === 'more' ? `${node.left} more` : node.is;
    });
  const group = (): RegistrationNode[] => {
    const [first] = top();
    assert.ok(first?.is === 'group');
    return tree.ofGroup(first);
  };

  it('shows that an endpoint is asked, what has come of a first list, and then all of it', async () => {
    const seen = new Set<string>();
    registrations.onDidChange(() => seen.add(words(top()).join(', ')));
    await registrations.load();
    assert.ok(seen.has('asking'), [...seen].join('; '));
    assert.deepEqual(words(top()), [`Cloudforet Official ${PLUGINS}`]);
  });

  it('groups by type and by provider, those without one last', async () => {
    await registrations.load();
    tree.grouping = 'type';
    assert.deepEqual(words(top()), ['inventory.Collector 225', 'monitoring.Webhook 225']);
    tree.grouping = 'provider';
    assert.deepEqual(words(top()), ['aws 10', ' 440']);
  });

  it('opens the groups that a filter has left, as nodes of their own', async () => {
    await registrations.load();
    tree.grouping = 'type';
    const before = top();
    assert.ok(before.every((node) => node.is === 'group' && !node.isOpen));
    tree.filter = 'aws';
    const after = top();
    assert.deepEqual(words(after), ['inventory.Collector 5', 'monitoring.Webhook 5']);
    assert.ok(after.every((node) => node.is === 'group' && node.isOpen));
    assert.ok(after.every(({ id }) => before.every((node) => node.id !== id)));
    tree.filter = 'nowhere';
    const [nothing] = top();
    assert.ok(nothing?.is === 'nothing' && nothing.what === 'matches');
  });

  it('shows 200 plugins, and as many again each time that a person asks', async () => {
    await registrations.load();
    assert.deepEqual(words(group().slice(199)), ['registration', '250 more']);
    const more = group().at(-1);
    assert.ok(more?.is === 'more');
    tree.showMore(more.of);
    assert.deepEqual(words(group().slice(399)), ['registration', '50 more']);
    tree.showMore(more.of);
    assert.equal(group().length, PLUGINS);
  });

  it('has a node of its own for each plugin in each group', async () => {
    await registrations.load();
    tree.showMore(group().at(-1)?.is === 'more' ? top()[0]!.id : '');
    const all = [...top(), ...group()].map(({ id }) => id);
    assert.equal(new Set(all).size, all.length);
  });

  it('says that there is nothing only where all was answered', async () => {
    assert.deepEqual(words(top()), []);
    const empty = await LocalRepository.start();
    const own = new EndpointRegistrations(
      new RepositoryClient(localEndpoint(empty.address, () => Promise.resolve(empty.token))),
    );
    await own.load();
    const [nothing, ...others] = tree.ofEndpoint('local', own);
    assert.ok(nothing?.is === 'nothing' && nothing.what === 'plugins');
    assert.deepEqual(others, []);
    own.dispose();
    await empty[Symbol.asyncDispose]();
  });

  it('says why an endpoint does not answer, with a way to ask again, and keeps what it had', async () => {
    const gone = await LocalRepository.start({ managed: [plugin(0)] });
    const token = (): Promise<string> => Promise.resolve(gone.token);
    const own = new EndpointRegistrations(new RepositoryClient(localEndpoint(gone.address, token)));
    await own.load();
    await gone[Symbol.asyncDispose]();
    await own.refresh();
    const failure = `Cannot reach Local at grpc://${gone.address}.`;
    assert.deepEqual(words(tree.ofEndpoint('gone', own)), [failure, 'retry', 'Cloudforet Official 1']);
    own.dispose();
  });
});

describe('an address over which a token would travel in clear text', () => {
  it('is one without TLS that leads to another machine', () => {
    const plain = ['grpc://repository.example.org:50051', 'grpc://10.0.0.1:1', 'grpc://127.example.org:1'];
    const fine = [
      'grpc+ssl://repository.example.org',
      'grpc://127.0.0.1:1',
      'grpc://localhost:1',
      'grpc://[::1]:1',
      'x',
    ];
    assert.deepEqual([...plain, ...fine].filter(isPlainRemote), plain);
  });
});
