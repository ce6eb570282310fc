import assert from 'node:assert/strict';
import path from 'node:path';
import { Callers } from '../../src/runtime/calls/callers';
import { CredentialFiles } from '../../src/runtime/secrets/credential-files';
import { secretVariables } from '../../src/runtime/secrets/judgement';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { TemporaryFolder } from './temporary-folder';

describe('what somebody has given as a secret is one, whatever it looks like', () => {
  /** Shapes that elsewhere are settings: a path, an address, a number, a version, a host, a word. */
  const shapes = ['./keys/a.json', 'https://host/x', '48213', '1.2.3.4', 'db.example.com', 'horse', 'us-west-x'];

  for (const address of ['http://localhost:1', 'grpc://localhost:1']) {
    it(`5.115 a token for ${address} is hidden in every shape`, () => {
      for (const token of shapes) {
        const redactor = new Redactor();
        new Callers({ to: () => Promise.reject(new Error('nobody calls')) } as never, redactor).to(address, { token });
        assert.equal(redactor.redact(`got "${token}" back`), 'got "•••" back', token);
      }
    });
  }

  it('5.116 one that is hidden as a setting already is hidden as a secret when it is given as one', () => {
    const redactor = new Redactor();
    redactor.hide([{ name: 'token', value: './keys/a.json' }]);
    redactor.hide(['./keys/a.json']);
    assert.equal(redactor.redact('got ./keys/a.json'), 'got •••');
  });

  it('5.117 near miss: a token that is a word of every text is hidden behind its name alone', () => {
    const redactor = new Redactor();
    redactor.hide(['admin']);
    assert.equal(redactor.redact('the admin has token=admin'), 'the admin has token=•••');
  });
});

describe('a file that a variable of a plugin names', () => {
  const folder = new TemporaryFolder();

  /** The text as it is shown once files were looked for. */
  async function shown(text: string, variables: Record<string, string>, isGiven: boolean): Promise<string> {
    const redactor = new Redactor();
    await new CredentialFiles(redactor).hideNamedBy(variables, [folder.path], isGiven);
    return redactor.redact(text);
  }

  const names =
    'SERVICE_ACCOUNT_FILE GCP_SA_JSON SSH_KEY_FILE SSH_IDENTITY KEY_PATH KEYFILE OCI_CLI_CONFIG_FILE TLS_KEY_FILE';
  for (const name of names.split(' ')) {
    it(`5.118 ${name} is hidden, also when it is the desktop's`, async () => {
      const file = await folder.write('k', '{"private_key": "canary-private", "client_email": "canary-mail"}');
      assert.equal(await shown('canary-private canary-mail', { [name]: file }, false), '••• •••');
    });
  }

  for (const [name, file] of [
    ['DOCKER_CONFIG', 'config.json'],
    ['CLOUDSDK_CONFIG', 'application_default_credentials.json'],
    ['AZURE_CONFIG_DIR', 'msal_token_cache.json'],
  ] as const) {
    it(`5.119 those in the folder of ${name} are hidden`, async () => {
      await folder.write(`inside/${file}`, '{"secret": "canary-inside"}');
      assert.equal(await shown('canary-inside', { [name]: path.join(folder.path, 'inside') }, false), '•••');
    });
  }

  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIICanaryAAAA1\nMIICanaryBBBB2\n-----END RSA PRIVATE KEY-----\n';
  for (const [what, text, canaries] of [
    ['a private key', key, ['MIICanaryAAAA1', 'MIICanaryBBBB2']],
    ['JSON', '{"region": "seoul", "deep": [{"db_password": "c4nary"}]}', ['c4nary']],
    ['INI', '[default]\nregion = seoul\nsecret_key = canary-ini\n', ['canary-ini']],
    [
      'YAML',
      `region: seoul\nauth: {user: me, password: canary-yaml}\ntls: |\n  ${key.replaceAll('\n', '\n  ')}`,
      ['canary-yaml', 'MIICanaryBBBB2'],
    ],
  ] as const) {
    it(`5.120 is looked through for the secrets in ${what} when it was given, whatever the variable is called`, async () => {
      await folder.write('settings', text);
      for (const canary of canaries) {
        assert.equal(await shown(`got ${canary} in seoul`, { PROFILE: 'settings' }, true), 'got ••• in seoul');
      }
    });
  }

  for (const [what, text] of [
    ['a version', '1.22.333-rc1\n'],
    ['a configuration', 'rules:\n- key: region\n  value: seoul\nversion: 1.22.333-rc1\nlogging: {level: verbose}\n'],
    ['a text', 'Every region has a version such as 1.22.333-rc1: verbose, and seoul among them.\n'],
  ] as const) {
    it(`5.121 near miss: ${what} hides no word`, async () => {
      const words = 'region seoul 1.22.333-rc1 verbose';
      await folder.write('settings', text);
      assert.equal(await shown(words, { PROFILE: 'settings' }, true), words);
    });
  }

  it('5.122 near miss: what the desktop names otherwise is not read', async () => {
    await folder.write('settings', 'password = canary-of-desktop\n');
    assert.equal(await shown('canary-of-desktop', { PROFILE: 'settings' }, false), 'canary-of-desktop');
  });
});

describe('a name that says that a secret stands under it', () => {
  for (const name of ['ENCRYPTION', 'DATA_ENCRYPTION', 'encryptionPhrase', 'CIPHER', 'SEED', 'WALLET_SEED']) {
    it(`5.123 may be ${name}`, () => {
      assert.deepEqual(secretVariables({ [name]: 'canary words' }), [{ name, value: 'canary words' }]);
    });
  }

  for (const name of ['DECIPHERED', 'SEEDLING', 'RESEEDED', 'ENCRYPTION_ALGORITHM', 'SEED_FILE', 'CIPHER_MODE']) {
    it(`5.124 near miss: ${name} is none`, () => {
      assert.deepEqual(secretVariables({ [name]: 'ordinary words' }), []);
    });
  }

  it('5.125 is not needed by a key of SendGrid', () => {
    const value = `SG.${'a1B2c3D4'.repeat(3)}.${'e5F6g7H8'.repeat(5)}`;
    assert.deepEqual(secretVariables({ MAIL: value, TEXT: 'SG.see.below' }), [{ name: 'MAIL', value }]);
  });

  it('5.126 near miss: how something is encrypted is a word', () => {
    const redactor = new Redactor();
    redactor.hideVariables({ SMTP_ENCRYPTION: 'starttls', CIPHER: 'AES-256-GCM', SEED: '42' });
    assert.equal(redactor.redact('starttls with AES-256-GCM, 42 times'), 'starttls with AES-256-GCM, 42 times');
  });
});
