import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { PLACEHOLDER, Scrubber, isCredentialName } from '../../../../src/runtime/recording/scrubbing';
import { Redactor } from '../../../../src/runtime/secrets/redactor';

const CANARY = 'canary-0123456789-abcdef';

describe('scrubbing a call', () => {
  it('hides what the names of headers, parameters and fields give away', () => {
    const scrubber = new Scrubber(new Redactor());
    deepStrictEqual(scrubber.headers({ authorization: `Bearer ${CANARY}`, accept: '*/*' }, 'request'), {
      authorization: `Bearer ${PLACEHOLDER}`,
      accept: '*/*',
    });
    strictEqual(
      scrubber.address(`https://cloud.example/v1?api_key=${CANARY}&page=2`),
      `https://cloud.example/v1?api_key=${PLACEHOLDER}&page=2`,
    );
    deepStrictEqual(scrubber.body({ json: { access_token: `other-${CANARY}`, expires_in: 3600 } }, 'answer'), {
      json: { access_token: PLACEHOLDER, expires_in: 3600 },
    });
    deepStrictEqual(scrubber.body({ text: `<SecretAccessKey>third-${CANARY}</SecretAccessKey>` }, 'answer'), {
      text: `<SecretAccessKey>${PLACEHOLDER}</SecretAccessKey>`,
    });
    deepStrictEqual(
      scrubber.hidden().map(({ where, why }) => `${where}: ${why}`),
      [
        'request header, authorization: its name',
        'address, api_key: its name',
        'answer body, access_token: its name',
        'answer body, SecretAccessKey: its name',
      ],
    );
  });

  it('hides what was hidden by its name wherever it comes again', () => {
    const redactor = new Redactor();
    const scrubber = new Scrubber(redactor);
    scrubber.body({ json: { access_token: CANARY } }, 'answer');
    deepStrictEqual(scrubber.body({ json: { echoed: `of ${CANARY}` } }, 'answer'), {
      json: { echoed: `of ${PLACEHOLDER}` },
    });
    strictEqual(redactor.redact(CANARY), '•••');
  });

  it('hides a secret that was given in whatever way it is written, and as many bytes of it in bytes', () => {
    const redactor = new Redactor();
    redactor.hide([CANARY]);
    const scrubber = new Scrubber(redactor);
    const base64 = Buffer.from(`user:${CANARY}`).toString('base64');
    strictEqual(JSON.stringify(scrubber.body({ json: { encoded: base64 } }, 'answer')).includes(base64), false);
    const frame = Buffer.concat([Buffer.from([0, 0xff, CANARY.length]), Buffer.from(CANARY), Buffer.from([0xfe, 1])]);
    const scrubbed = scrubber.body({ base64: frame.toString('base64') }, 'answer');
    deepStrictEqual(
      scrubbed && 'base64' in scrubbed && Buffer.from(scrubbed.base64, 'base64'),
      Buffer.concat([
        Buffer.from([0, 0xff, CANARY.length]),
        Buffer.from('x'.repeat(CANARY.length)),
        Buffer.from([0xfe, 1]),
      ]),
    );
  });

  it('leaves a token that libraries can open where a JSON web token was', () => {
    const token = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(`{"sub":"${CANARY}"}`).toString('base64url')}.c2lnbmF0dXJl`;
    const scrubbed = new Scrubber(new Redactor()).body({ json: { id_token: token } }, 'answer');
    const hidden = JSON.stringify(scrubbed).split('"')[5] ?? '';
    deepStrictEqual(JSON.parse(Buffer.from(hidden.split('.')[1] ?? '', 'base64url').toString()), { exp: 4102444800 });
  });

  it('leaves the tokens by which pages are turned, and what names a key', () => {
    deepStrictEqual(
      ['nextPageToken', 'pageToken', 'NextToken', 'continuation-token', 'KmsKeyId', 'key_name', 'Key'].filter(
        isCredentialName,
      ),
      [],
    );
    deepStrictEqual(
      ['access_token', 'client_secret', 'x-api-key', 'X-Amz-Security-Token', 'SessionToken', 'password'].filter(
        (name) => !isCredentialName(name),
      ),
      [],
    );
  });

  it('finds nothing to hide in what was scrubbed', () => {
    const scrubber = new Scrubber(new Redactor());
    const once = scrubber.body({ json: { access_token: CANARY } }, 'answer');
    scrubber.hidden();
    deepStrictEqual(once && scrubber.body(once, 'answer'), once);
    deepStrictEqual(scrubber.hidden(), []);
  });
});
