import assert from 'node:assert/strict';
import {
  currentEnvironment,
  environmentFile,
  environmentNames,
  readEnvironment,
  spacectlEndpoint,
  type SpacectlEnvironment,
} from '../../../../../src/platforms/spaceone/registrations/spacectl-environments';

const usual = `api_key: aaaa.bbbb.cccc
endpoints:
  identity: grpc://identity.example:50051
  repository: grpc+ssl://repository.example:443/v1
`;

function endpointOf(text: string): Extract<SpacectlEnvironment, { is: 'endpoint' }> {
  const read = readEnvironment('dev', text);
  assert.ok(read.is === 'endpoint', JSON.stringify(read));
  return read;
}

describe('the environments of spacectl', () => {
  it('have the names of their files', () => {
    assert.deepEqual(
      environmentNames(['dev10.yml', 'dev9.yml', '.yml', 'notes.txt', 'prod.yml.bak', 'a.b.yml', '한국.yml']),
      ['a.b', 'dev9', 'dev10', '한국'],
    );
    assert.equal(environmentFile('dev9'), 'dev9.yml');
  });

  it('are thousands without one of them being read', () => {
    const files = Array.from({ length: 5000 }, (_, index) => `customer-${index}.yml`);
    assert.equal(environmentNames(files).length, 5000);
  });

  describe('of which one is current', () => {
    const names = ['dev', 'prod'];

    it('is the one that environment.yml names', () => {
      assert.deepEqual(currentEnvironment('environment: prod\n', names, 'dev'), { is: 'named', name: 'prod' });
    });

    it('is the default where there is no such file, or it names none', () => {
      assert.deepEqual(currentEnvironment(undefined, names, 'dev'), { is: 'named', name: 'dev' });
      assert.deepEqual(currentEnvironment('{}', names, 'dev'), { is: 'named', name: 'dev' });
      assert.deepEqual(currentEnvironment('', names, 'dev'), { is: 'named', name: 'dev' });
    });

    it('is none without either', () => {
      assert.deepEqual(currentEnvironment(undefined, names), { is: 'none', why: 'No environment is current.' });
      assert.deepEqual(currentEnvironment(undefined, names, 'gone'), { is: 'none', why: 'No environment is current.' });
    });

    it('is none when the one that is named is gone, whatever the default', () => {
      assert.deepEqual(currentEnvironment('environment: gone', names, 'dev'), {
        is: 'none',
        why: 'environment.yml names "gone", which is not there.',
      });
    });

    it('is none when the file cannot be read', () => {
      assert.deepEqual(currentEnvironment('environment: [', names), {
        is: 'none',
        why: 'environment.yml cannot be read: It is not valid YAML.',
      });
    });
  });

  describe('one of which', () => {
    it('has the address of its repository service', () => {
      assert.deepEqual(endpointOf(usual), {
        is: 'endpoint',
        name: 'dev',
        address: 'grpc+ssl://repository.example:443/v1',
        hasToken: true,
        metadata: {},
      });
    });

    it('never shows its token', () => {
      assert.doesNotMatch(JSON.stringify(endpointOf(usual)), /aaaa/);
    });

    it('says whose domain and workspace a system token is for', () => {
      assert.deepEqual(endpointOf(`${usual}x_domain_id: domain-1\nx_workspace_id: workspace-1\n`).metadata, {
        x_domain_id: 'domain-1',
        x_workspace_id: 'workspace-1',
      });
    });

    for (const [what, text, hasToken] of [
      ['has a token instead of an API key', usual.replace('api_key', 'token'), true],
      ['has no token when the key is empty', usual.replace('aaaa.bbbb.cccc', '""'), false],
      ['has no token when "token" is there and empty, although there is an API key', `${usual}token:\n`, false],
      ['has no token when there is no key', usual.replace(/^api_key.*\n/, ''), false],
    ] as const) {
      it(what, () => {
        assert.equal(endpointOf(text).hasToken, hasToken);
      });
    }

    it('gives the token of its file as it is now', async () => {
      let text: string | undefined = usual;
      const endpoint = spacectlEndpoint(endpointOf(usual), () => Promise.resolve(text));
      assert.equal(await endpoint.token(), 'aaaa.bbbb.cccc');
      text = usual.replace('aaaa', 'zzzz');
      assert.equal(await endpoint.token(), 'zzzz.bbbb.cccc');
      text = 'api_key: [';
      assert.equal(await endpoint.token(), undefined);
      text = undefined;
      assert.equal(await endpoint.token(), undefined);
      assert.doesNotMatch(JSON.stringify(endpoint), /aaaa|zzzz/);
    });

    for (const [what, text, why] of [
      [
        'has only other endpoints',
        'endpoints:\n  identity: grpc://a:1\n',
        /^It has endpoints for identity, and none for repository\.$/,
      ],
      ['has no endpoints', 'api_key: x\n', /^It has no endpoint for repository\.$/],
      ['is empty', '', /^It has no endpoint/],
      ['is what "spacectl config init" writes', '{}\n', /^It has no endpoint/],
      ['has null for it', 'endpoints:\n  repository:\n', /none for repository/],
    ] as const) {
      it(`is without a Repository when it ${what}, and says what to do`, () => {
        const read = readEnvironment('dev', text);
        assert.ok(read.is === 'without endpoint', JSON.stringify(read));
        assert.match(read.why, why);
        assert.match(read.next, /spacectl config endpoint add repository/);
      });
    }

    for (const [what, text, line, why] of [
      ['is no YAML', 'api_key: aaaa.bbbb.cccc\nendpoints: {repository: "grpc://a:1"\n', 2, /not valid YAML/],
      ['is two documents', 'a: 1\n---\nb: 2\n', 2, /more than one/],
      ['is a list', '- a\n', 1, /holds no keys/],
      [
        'has an address of another kind',
        'endpoints:\n  repository: https://a\n',
        2,
        /endpoints\.repository: An address is grpc/,
      ],
      ['has a number for an address', 'endpoints:\n  repository: 50051\n', 2, /endpoints\.repository/],
    ] as const) {
      it(`is unreadable when it ${what}, with the line and without its content`, () => {
        const read = readEnvironment('dev', text);
        assert.ok(read.is === 'unreadable', JSON.stringify(read));
        assert.match(read.why, why);
        assert.equal(read.line, line);
        assert.doesNotMatch(JSON.stringify(read), /aaaa/);
      });
    }
  });
});
