import assert from 'node:assert/strict';
import { localEndpoint } from '../../../../../src/platforms/spaceone/registrations/endpoints';
import { writeKnowing, type Write } from '../../../../../src/platforms/spaceone/registrations/known-write';
import { RepositoryClient } from '../../../../../src/platforms/spaceone/registrations/repository-client';
import { LocalRepository } from '../../../../../src/platforms/spaceone/repository/local-repository';
import { failureOf } from './clients';

class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

describe('a write to a Repository', () => {
  let local: LocalRepository;
  let client: RepositoryClient;
  /** Registering waits for it, as it does for an image registry. */
  let registry: Gate;
  let asked: Gate;

  beforeEach(async () => {
    registry = new Gate();
    asked = new Gate();
    local = await LocalRepository.start({
      tags: async () => {
        asked.open();
        await registry.opened;
        return ['1.0'];
      },
    });
    client = new RepositoryClient(localEndpoint(local.address, () => Promise.resolve(local.token)));
  });
  afterEach(async () => {
    registry.open();
    client.close();
    await local[Symbol.asyncDispose]();
  });

  const request = { name: 'Example', resource_type: 'inventory.Collector', image: 'plugin-slow' };
  const registering: Write = {
    pluginId: 'plugin-slow',
    send: (at, signal) => at.register(request, signal),
    isDone: (found) => found !== undefined,
  };

  it('that is answered gives the plugin as it is then', async () => {
    registry.open();
    const end = await writeKnowing(client, registering, new AbortController().signal);
    assert.equal(end.is === 'answered' && end.registration?.id, 'plugin-slow');
  });

  it('that is cancelled before it takes effect leaves nothing, and that is known', async () => {
    const cancel = new AbortController();
    const end = writeKnowing(client, registering, cancel.signal, 10);
    await asked.opened;
    cancel.abort();
    assert.deepEqual(await end, { is: 'interrupted', failure: undefined, isDone: false, found: undefined });
  });

  it('that takes effect although it was cancelled is found out', async () => {
    const cancel = new AbortController();
    // The first question comes too early, the second one after the server is done.
    const end = writeKnowing(client, registering, cancel.signal, 500);
    await asked.opened;
    cancel.abort();
    registry.open();
    const known = await end;
    assert.deepEqual(known.is === 'interrupted' && [known.isDone, known.found?.id], [true, 'plugin-slow']);
  });

  it('whose end nobody can tell says so', async () => {
    const end = writeKnowing(client, registering, new AbortController().signal, 10);
    await asked.opened;
    await local[Symbol.asyncDispose]();
    const known = await end;
    assert.equal(known.is === 'unknown' && known.failure?.kind, 'gone');
  });

  it('that the Repository refuses is no question: it did nothing', async () => {
    const refused: Write = { ...registering, send: (at, signal) => at.register({ ...request, image: 'a_b' }, signal) };
    const failure = await failureOf(writeKnowing(client, refused, new AbortController().signal));
    assert.equal(failure.refusal?.errorId, 'ERROR_INVALID_IMAGE_NAME_FORMAT');
  });
});
