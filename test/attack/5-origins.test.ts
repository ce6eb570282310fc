import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CredentialFiles } from '../../src/runtime/secrets/credential-files';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { secretsOfRequest } from '../../src/runtime/secrets/request-secrets';

/** The text as it is shown when the variables are those of an environment file. */
function shownWith(variables: Readonly<Record<string, string>>, text: string): string {
  const redactor = new Redactor();
  redactor.hideVariables(variables);
  return redactor.redact(text);
}

/** The text as it is shown when the value stands in a credential profile. */
function shownWithProfile(name: string, value: string, text: string): string {
  const redactor = new Redactor();
  redactor.hide([{ name, value, isDeclared: true }]);
  return redactor.redact(text);
}

describe('what is a secret is judged by where it comes from', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'origins-'));
  });
  after(() => rm(folder, { recursive: true }));

  const names =
    'API_KEY TOKEN CLIENT_SECRET DB_PASSWORD PASSWD DB_PWD CREDENTIAL BASIC_AUTH SLACK_WEBHOOK SENTRY_DSN ' +
    'AZURE_CONNECTION_STRING PRIVATE_KEY SIGNATURE SAS COOKIE SESSION PASSPHRASE PIN apiKey dbPassword PASSWORD2 ' +
    'PGPASSWORD SSHPASS DBPASS NGROK_AUTHTOKEN SQLCMDPASSWORD ACCESSKEY SECRETKEY GITHUB_PAT';
  it('5.21 a variable with the name of a secret is hidden, whatever its length', () => {
    for (const name of names.split(' ')) {
      for (const value of ['c4n', 'canary1', 'canary15letters', 'a canary of several words']) {
        assert.equal(shownWith({ [name]: value }, `got ${value}.`), 'got •••.', `${name}=${value}`);
      }
    }
  });

  it('5.22 ordinary settings stay readable, those about secrets as well', () => {
    const settings = {
      LOG_LEVEL: 'INFO',
      REGION: 'us-east-1',
      PORT: '50051',
      ENDPOINT: 'https://api.example.com/v1',
      KEYBOARD: 'german-layout',
      MONKEY: 'business',
      COMPASS: 'north-east',
      BYPASS: 'motorway-7',
      AUTHOR: 'Grace Hopper',
      TOKENIZER: 'cl100k_base',
      SESSION_TIMEOUT: '3600s',
      PASSWORD_FILE: '/run/secrets/password',
      TOKEN_URI: 'https://oauth2.example.com/token',
      AUTH_URL: 'https://login.example.com',
      GOOGLE_APPLICATION_CREDENTIALS: '/home/me/key.json',
      SIGNATURE_VERSION: 's3v4-query',
      PWD: '/work/plugin',
    };
    const text = Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n');
    assert.equal(shownWith(settings, text), text);
  });

  it('5.23 a value that looks like a secret is hidden under any name', () => {
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl';
    for (const [value, printed] of [
      ['postgres://app:canary%40pw@db/x', 'canary@pw'],
      ['https://hooks.slack.com/services/T0/B0/canaryXYZ123', 'canaryXYZ123'],
      ['https://discord.com/api/webhooks/1/canaryXYZ123', 'canaryXYZ123'],
      ['https://x.blob.core.windows.net/c?sv=1&sig=canary123abc', 'canary123abc'],
      ['Server=db;User=sa;Password=canary123', 'canary123'],
      [jwt, jwt],
      ['ghp_canaryCanary123456', 'ghp_canaryCanary123456'],
      ['-----BEGIN RSA PRIVATE KEY-----\nMIICanaryCanary\n-----END RSA PRIVATE KEY-----', 'MIICanaryCanary'],
    ] as const) {
      assert.equal(shownWith({ ANYTHING: value }, `got ${printed}.`), 'got •••.', value);
    }
  });

  it("5.24 a profile's value that anyone writes does not blank out ordinary text", () => {
    const text = 'true: 1 of 1 done in us-east-1, prod; admin has no password, test passed';
    for (const value of ['true', '1', '12', 'prod', 'us-east-1', 'admin', 'test', 'password', 'no', '']) {
      assert.equal(shownWithProfile('ANY', value, text), text, value);
    }
  });

  it('5.25 such a value is hidden behind its own name', () => {
    for (const text of ['PIN=12', 'pin: 12', '{"PIN": "12"}', "{'PIN': '12'}", 'PIN => 12']) {
      assert.equal(shownWithProfile('PIN', '12', `${text} 12`), `${text.replace('12', '•••')} 12`);
    }
  });

  it('5.26 a short secret is hidden as a word and not in words', () => {
    const text = 'PIN 4821, "4821" (4821) \\n4821 but 48210, x4821, 4821a';
    assert.equal(shownWithProfile('PIN', '4821', text), 'PIN •••, "•••" (•••) \\n••• but 48210, x4821, 4821a');
  });

  it("5.27 the leaves of a profile's JSON are secrets of their own", () => {
    const value = JSON.stringify({ user: 'canary-user', nested: [{ password: 'c4nary' }] });
    assert.equal(shownWithProfile('ACCOUNT', value, 'canary-user c4nary'), '••• •••');
  });

  const files: Readonly<Record<string, readonly [text: string, ...canaries: string[]]>> = {
    'service.json': [
      '{"type": "service_account", "private_key_id": "canary1", "n": {"deep": "canary-22"}}',
      'canary1',
      'canary-22',
    ],
    credentials: [
      '[default]\n# the production credentials of everybody\naws_access_key_id = AKIACANARY1\naws_secret_access_key=canary/2+x\nregion = us-east-1\n',
      'AKIACANARY1',
      'canary/2+x',
    ],
    '.netrc': ['machine api.example.com login canaryuser password c4nary\n', 'canaryuser', 'c4nary'],
    'kube.yaml': [
      'apiVersion: v1\nusers:\n- name: admin\n  user:\n    token: "canary-1-token"\n    password: c4nary # comment\n',
      'canary-1-token',
      'c4nary',
    ],
    'key.pem': [
      '-----BEGIN PRIVATE KEY-----\nMIICanaryAAAA1\nMIICanaryBBBB2\n-----END PRIVATE KEY-----\n',
      'MIICanaryAAAA1',
      'MIICanaryBBBB2',
    ],
    token: ['c4nary\n', 'c4nary'],
    'words.token': ['correcthorse', 'correcthorse'],
    '.pgpass': ['db.example:5432:app:me:canary-pg-1\n', 'canary-pg-1'],
    'keys.csv': ['User name,Password,Access key ID\nme,canaryPw1,AKIACANARY2\n', 'canaryPw1', 'AKIACANARY2'],
    'settings.xml': ['<server>\n  <password>canary1xml</password>\n</server>\n', 'canary1xml'],
    'a.properties': ['db.password = c4nary\ndb.url=jdbc:postgresql://db/x\n', 'c4nary'],
  };
  Object.entries(files).forEach(([name, [text, ...canaries]], index) => {
    it(`5.${28 + index} what is in a credential file such as ${name} is hidden, and no ordinary word`, async () => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      for (const read of [
        (reader: CredentialFiles) => reader.read({ ANY: file }),
        (reader: CredentialFiles) => reader.hideNamedBy({ MY_CREDENTIALS: file }),
      ]) {
        const redactor = new Redactor();
        await read(new CredentialFiles(redactor));
        assert.equal(redactor.redact(canaries.join(' ')), canaries.map(() => '•••').join(' '));
        const ordinary =
          'default service_account us-east-1 v1 User name Password production credentials of everybody admin';
        assert.equal(redactor.redact(ordinary), ordinary);
      }
    });
  });

  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const formats: Readonly<Record<string, readonly [text: string, ...canaries: string[]]>> = {
    'web.config': [
      `<a><password>canaryxmlone</password><add key="ApiToken" value="canary&amp;xml-2"/><b apiKey='canary-xml-3'/></a>`,
      'canaryxmlone',
      'canary&xml-2',
      'canary-xml-3',
    ],
    'secret.yaml': [
      `kind: Secret\ndata:\n  password: ${base64('canary-kube-1')}\n  other: ${base64('canary"kube:2')}\n`,
      'canary-kube-1',
      'canary"kube:2',
    ],
    'kube.config': [
      `users:\n- name: a\n  user:\n    client-key-data: ${base64('-----BEGIN KEY-----\nMIICanaryKubeKey1\n-----END KEY-----\n')}\n`,
      'MIICanaryKubeKey1',
    ],
    'docker.json': [
      JSON.stringify({ auths: { x: { auth: base64('canaryuser:canary-docker-1') } } }),
      'canary-docker-1',
      'canaryuser:canary-docker-1',
    ],
    'lines.json': [
      '{"user": "a", "key": "canaryletters"}\n{"token": "canary\\u002dlines"}\n{"pin": "[canary, {canary}]"}\n',
      'canaryletters',
      'canary-lines',
      '[canary, {canary}]',
    ],
    'comments.json': [
      '{ // the keys ]\n "key": "canary\\u0041\\/x-1", /* and */ "b": ["canaryother",],\n "c":\n  "canarybehind" // it\n}\n',
      'canaryA/x-1',
      'canaryother',
      'canarybehind',
    ],
    'quoted.yaml': [
      `a: "canary\\x41\\n-yaml"\nb: 'canary''quoted'\nc: >-\n  canaryfolded\n  canaryagain\n`,
      'canaryA\n-yaml',
      "canary'quoted",
      'canaryfolded canaryagain',
    ],
    'remark.ini': ['[a]\npassword = canary-one # canary-two\n', 'canary-one # canary-two', 'canary-one'],
    'letters.csv': ['User name,Password\nme,canaryletters\n', 'canaryletters'],
    'list.toml': [
      `tokens = ["canarylist", "canaryother"]\nmore = [\n  "canarythird",\n]\nkeys = ['canaryfourth', 'canaryfifth']\n`,
      'canarylist',
      'canaryother',
      'canarythird',
      'canaryfourth',
      'canaryfifth',
    ],
    users: ['canaryuser:canarypassword\nother:correcthorse\n', 'canarypassword', 'correcthorse'],
  };
  Object.entries(formats).forEach(([name, [text, ...canaries]], index) => {
    it(`5.${100 + index} what ${name} says is hidden as it is meant, and no ordinary word`, async () => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      const redactor = new Redactor();
      await new CredentialFiles(redactor).hideNamedBy({ MY_CREDENTIALS: file });
      for (const canary of canaries) {
        assert.equal(redactor.redact(`got ${canary}.`), 'got •••.', canary);
      }
      const ordinary = 'User name, Password, auths, client-key-data, kind, tokens, key and more';
      assert.equal(redactor.redact(ordinary), ordinary);
    });
  });

  it('5.111 of a credential file of more than a megabyte the first is hidden, and that is told once', async () => {
    const file = path.join(folder, 'large');
    await writeFile(file, `${'# nothing\n'.repeat(90_000)}token = canary-at-first\n${'# nothing\n'.repeat(90_000)}`);
    const redactor = new Redactor();
    const files = new CredentialFiles(redactor);
    const notes = [await files.hideNamedBy({ MY_TOKENS: file }), await files.hideNamedBy({ MY_TOKENS: file })];
    assert.deepEqual(
      notes.map((each) => each.length),
      [1, 0],
    );
    assert.match(notes[0]?.[0] ?? '', /^Of the credential file .* only the first 1 MB is hidden/);
    assert.equal(redactor.redact('canary-at-first'), '•••');
  });

  it('5.42 a credential file is found by a relative path, in a list, and in the names of the clouds', async () => {
    await writeFile(path.join(folder, 'relative.json'), '{"private_key": "canary-relative"}');
    await writeFile(path.join(folder, 'config'), '[default]\naws_secret_access_key = canary-in-config\n');
    await writeFile(
      path.join(folder, 'kube'),
      'users: [{name: a, user: {token: canary-flow-a, password: canary-flow-b}}]\n',
    );
    await writeFile(path.join(folder, 'pgpass'), 'db.example:5432:app:me:correcthorse\n');
    const redactor = new Redactor();
    const variables = {
      GOOGLE_APPLICATION_CREDENTIALS: 'relative.json',
      AWS_CONFIG_FILE: path.join(folder, 'config'),
      KUBECONFIG: ['/nowhere/kube', path.join(folder, 'kube')].join(path.delimiter),
      PGPASSFILE: './pgpass',
      API_TOKEN: 'no-file',
    };
    await new CredentialFiles(redactor).hideNamedBy(variables, ['/nowhere', folder]);
    for (const canary of ['canary-relative', 'canary-in-config', 'canary-flow-a', 'canary-flow-b', 'correcthorse']) {
      assert.equal(redactor.redact(`got ${canary}.`), 'got •••.', canary);
    }
    assert.equal(redactor.redact('db.example 5432 app me'), 'db.example 5432 app me');
  });

  it('5.43 in a request, all that stands under the name of a secret is one, whatever it is written as', () => {
    const redactor = new Redactor();
    redactor
      .hideDuring(
        secretsOfRequest({
          options: {
            accesstoken: 'canary-1',
            tokens: ['canary-2'],
            credentials: { u: 'canary-3' },
            password: 4821937412,
          },
          secret_data: { n: Number('12345678901234567') },
          keys: ['name', 'state'],
        }),
      )
      .dispose();
    for (const canary of ['canary-1', 'canary-2', 'canary-3', '4821937412', '4821937412.0', '1.2345678901234568e+16']) {
      assert.equal(redactor.redact(`got ${canary}.`).replace('•••.0', '•••'), 'got •••.', canary);
    }
    assert.equal(redactor.redact('name and state'), 'name and state');
  });

  it('5.114 in a request, a small number, a large one in groups, and a key that is a secret are hidden', () => {
    const redactor = new Redactor();
    const secret = {
      small: 1.2345678e-6,
      large: 4821937412,
      'Zq81x-w3k9Qcanary': 'x',
      auth_provider_x509_cert_url: '',
    };
    redactor.hideDuring(secretsOfRequest({ secret_data: { deep: secret } })).dispose();
    for (const canary of ['1.2345678e-06', '4,821,937,412', '4_821_937_412', 'Zq81x-w3k9Qcanary']) {
      assert.equal(redactor.redact(`got ${canary}.`), 'got •••.', canary);
    }
    const names = 'deep, small, large, auth_provider_x509_cert_url';
    assert.equal(redactor.redact(names), names);
  });

  it('5.39 secrets that overlap, and one that is a part of another, are hidden whole', () => {
    const redactor = new Redactor();
    redactor.hide(['canary-abcdef', 'abcdef-canary', 'abcdef12', 'xxabcdef12xx']);
    assert.equal(redactor.redact('canary-abcdef-canary xxabcdef12xx abcdef12'), '••• ••• •••');
  });

  it('5.40 an answer stays JSON, whatever quotes a secret has, and its numbers and keys are looked at', () => {
    const redactor = new Redactor();
    redactor.hide([{ name: 'PIN', value: '4821' }, 'x","y', 'canary"key', { name: 'PIN', value: '12' }]);
    const answer = { list: ['x","y', 'x', 'y'], pin: 12, other: 12, code: 4821, 'canary"key': true };
    assert.deepEqual(JSON.parse(JSON.stringify(redactor.redactValue(answer))), {
      list: ['•••', 'x', 'y'],
      pin: '•••',
      other: 12,
      code: '•••',
      '•••': true,
    });
  });

  it('5.41 the password of an address is hidden though nobody has told of it; a user, a port and a path stay', () => {
    const redactor = new Redactor();
    assert.equal(
      redactor.redact(
        'Looking in https://me:canary@index/simple, ssh://git@host/x, http://h:80/a@b, https://ghp0123456789abcdef@h/',
      ),
      'Looking in https://me:•••@index/simple, ssh://git@host/x, http://h:80/a@b, https://•••@h/',
    );
  });
});
