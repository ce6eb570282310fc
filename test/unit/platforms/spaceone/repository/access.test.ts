import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Access, LOCAL_DOMAIN, ownerToken, type Need } from '../../../../../src/platforms/spaceone/repository/access';
import { repositoryMethods } from '../../../../../src/platforms/spaceone/repository/repository-service';
import { TokenKey, type TokenClaims } from '../../../../../src/runtime/secrets/signed-token';
import { tokenKeyIn } from '../../../../../src/runtime/secrets/token-key-file';
import { NOON, Repositories, sample } from './client';

const NOW = NOON.getTime() / 1000;

describe("the local Repository's token", () => {
  const key = new TokenKey();
  const access = new Access(key, () => NOON);
  const read: Need = { permission: 'repository:Plugin.read', roles: ['DOMAIN_ADMIN', 'USER'] };
  const write: Need = { permission: 'repository:Plugin.write', roles: ['DOMAIN_ADMIN'] };
  const admin: TokenClaims = { rol: 'DOMAIN_ADMIN', typ: 'ACCESS_TOKEN', did: 'domain-1', ver: '2.0' };

  function check(claims: TokenClaims, need = write, metadata: Record<string, string> = {}): string | undefined {
    return access.check({ token: key.sign(claims), ...metadata }, need).domainId;
  }

  function refusalOf(work: () => unknown): [status: string, message: string] {
    try {
      work();
    } catch (error) {
      const { status, details } = error as { status: string; details: string };
      return [status, details];
    }
    return assert.fail('It was let in.');
  }

  function unauthenticated(message: string): [status: string, message: string] {
    return ['UNAUTHENTICATED', `ERROR_AUTHENTICATE_FAILURE: Authenticate failure. (message = ${message})`];
  }

  function idsOf(answer: unknown): unknown[] {
    return (answer as { results: { repository_id: string }[] }).results.map((each) => each.repository_id);
  }

  it('lets its bearer write to the local domain', () => {
    assert.equal(access.check({ token: ownerToken(key) }, write).domainId, LOCAL_DOMAIN);
  });

  it('is about the domain that it names', () => {
    assert.equal(check(admin), 'domain-1');
  });

  for (const [what, token, message] of [
    ['none', undefined, 'empty token provided.'],
    ['an empty one', ' ', 'empty token provided.'],
    ['a word', 'secret', 'failed to decode token.'],
    ['three words', 'a.b.c', 'failed to decode token.'],
    ['one that holds no object', `a.${Buffer.from('[1]').toString('base64url')}.c`, 'failed to decode token.'],
    ['one that names no domain', key.sign({ ...admin, did: undefined }), 'empty domain_id provided.'],
    ['one of another run', new TokenKey().sign(admin), 'Token is invalid or expired.'],
    ['one that has ended', key.sign({ ...admin, exp: NOW - 61 }), 'Token is invalid or expired.'],
    ['one that ends at a word', key.sign({ ...admin, exp: 'never' }), 'Token is invalid or expired.'],
    ['one that begins later', key.sign({ ...admin, nbf: NOW + 61 }), 'Token is invalid or expired.'],
    ['one of version 1', key.sign({ ...admin, ver: '1.0' }), 'invalid token version.'],
  ] as const) {
    it(`is refused when it is ${what}`, () => {
      assert.deepEqual(
        refusalOf(() => access.check(token === undefined ? {} : { token }, read)),
        unauthenticated(message),
      );
    });
  }

  it('is refused when its claims were changed, or its algorithm is "none"', () => {
    const [, claims, signature] = key.sign({ ...admin, rol: 'USER' }).split('.');
    const forged = Buffer.from(JSON.stringify(admin)).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const header = key.sign(admin).split('.')[0];
    for (const token of [`${header}.${forged}.${signature}`, `${none}.${claims}.`, `${none}.${forged}.${signature}`]) {
      assert.deepEqual(
        refusalOf(() => access.check({ token }, read)),
        unauthenticated('Token is invalid or expired.'),
      );
    }
  });

  it('is taken for a minute beyond its end', () => {
    assert.equal(check({ ...admin, exp: NOW - 60 }), 'domain-1');
  });

  it('must have a role that the method is for', () => {
    assert.equal(check({ ...admin, rol: 'USER' }, read), 'domain-1');
    assert.deepEqual(
      refusalOf(() => check({ ...admin, rol: 'USER' }, write)),
      ['PERMISSION_DENIED', 'ERROR_PERMISSION_DENIED: Permission denied.'],
    );
  });

  it('must have the permission when it is limited to some', () => {
    assert.equal(check({ ...admin, permissions: ['repository:Plugin'] }), 'domain-1');
    assert.equal(refusalOf(() => check({ ...admin, permissions: ['repository:Plugin.read'] }))[0], 'PERMISSION_DENIED');
  });

  it('may put another domain in the place of its own, and other parameters in the place of those of the request', () => {
    const injected_params = { domain_id: 'domain-2', plugin_id: 'a' };
    assert.deepEqual(access.check({ token: key.sign({ ...admin, injected_params }) }, write), {
      domainId: 'domain-2',
      injected: injected_params,
    });
  });

  it('of the system is about the domain that the metadata names', () => {
    const system = { ...admin, typ: 'SYSTEM_TOKEN', rol: undefined };
    assert.deepEqual([check(system, write, { x_domain_id: 'domain-2' }), check(system)], ['domain-2', undefined]);
  });

  describe('of a running Repository', () => {
    const repositories = new Repositories();
    afterEach(() => repositories.end());

    it('is asked for by every method of Plugin, before anything else is looked at', async () => {
      const { repository } = await repositories.start();
      const client = repositories.connect(repository, undefined);
      for (const method of ['register', 'update', 'deregister', 'enable', 'disable', 'get_versions', 'get', 'list']) {
        assert.deepEqual(await client.refusal(`Plugin.${method}`), unauthenticated('empty token provided.'), method);
      }
    });

    it('is asked for by Repository.list too, and not by health and reflection', async () => {
      const { repository } = await repositories.start();
      const client = repositories.connect(repository, undefined);
      assert.deepEqual(await client.refusal('Repository.list'), unauthenticated('empty token provided.'));
      assert.deepEqual(await client.call('Health.Check'), { status: 'SERVING' });
    });

    it('must have the role and the permission that Repository.list is for, and says which it lists', () => {
      const { list } = repositoryMethods(access);
      const admit = (claims: TokenClaims): unknown =>
        list?.admit({ token: key.sign({ ...admin, ...claims }) })(
          {},
          { metadata: {}, signal: new AbortController().signal },
        );
      // Refused by its headers: before any of the request has come.
      for (const claims of [{ rol: 'USER' }, { permissions: ['repository:Plugin.read'] }]) {
        assert.equal(
          refusalOf(() => list?.admit({ token: key.sign({ ...admin, ...claims }) }))[0],
          'PERMISSION_DENIED',
        );
      }
      assert.deepEqual(
        [{ rol: 'WORKSPACE_MEMBER' }, { permissions: ['repository:Repository'] }].map((claims) => idsOf(admit(claims))),
        [
          ['repo-local', 'repo-managed'],
          ['repo-local', 'repo-managed'],
        ],
      );
      assert.deepEqual(idsOf(admit({ injected_params: { repository_type: 'LOCAL' } })), ['repo-local']);
    });

    it('may inject the domain that a call is about', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'repository token '));
      const { repository, client } = await repositories.start({ folder });
      await client.call('Plugin.register', sample);
      const key = await tokenKeyIn(folder, () => undefined);
      const token = key.sign({ ...admin, injected_params: { domain_id: 'domain-2', plugin_id: 'injected' } });
      const other = repositories.connect(repository, token);
      const { domain_id, plugin_id } = await other.call('Plugin.register', sample);
      assert.deepEqual([domain_id, plugin_id], ['domain-2', 'injected']);
      assert.deepEqual([await other.ids(), await client.ids()], [['injected'], ['plugin-sample']]);
      await repositories.end();
      await rm(folder, { recursive: true });
    });

    it('lists the plugins of its own domain, and that of the system those of all', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'repository domains '));
      const { repository, client } = await repositories.start({ folder });
      const key = await tokenKeyIn(folder, () => undefined);
      const other = repositories.connect(repository, key.sign({ ...admin, did: 'domain-2' }));
      await client.call('Plugin.register', sample);
      await other.call('Plugin.register', sample);
      await other.call('Plugin.register', { ...sample, image: 'plugin-other' });
      const all = repositories.connect(repository, key.sign({ ...admin, typ: 'SYSTEM_TOKEN' }));
      assert.deepEqual(
        [await client.ids(), await other.ids(), await all.ids()].map((ids) => ids.toSorted()),
        [['plugin-sample'], ['plugin-other', 'plugin-sample'], ['plugin-other', 'plugin-sample', 'plugin-sample']],
      );
      await repositories.end();
      await rm(folder, { recursive: true });
    });

    it('ends with it', async () => {
      const { repository: before } = await repositories.start();
      const { repository } = await repositories.start();
      const client = repositories.connect(repository, before.token);
      assert.deepEqual(await client.refusal('Plugin.list'), unauthenticated('Token is invalid or expired.'));
    });
  });
});
