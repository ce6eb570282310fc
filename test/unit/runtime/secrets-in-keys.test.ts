import assert from 'node:assert/strict';
import { credentialsIn } from '../../../src/runtime/secrets/credential-text';
import { Redactor } from '../../../src/runtime/secrets/redactor';
import { secretsOfRequest } from '../../../src/runtime/secrets/request-secrets';

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  redactor.hide(secrets.map((value) => ({ name: 'SECRET', value })));
  return redactor;
}

describe('the keys of an answer', () => {
  for (const word of ['resource', 'type', 'cloud_service', 'resourceType']) {
    it(`stay what the contract makes them when "${word}" is somebody's secret`, () => {
      const answer = { resource_type: 'a', cloud_service_type: 'b', resourceTypes: 'c' };
      assert.deepEqual(redactorOf(word).redactValue(answer), answer);
      assert.equal(redactorOf(word).redactValue({ key: word }).key, '•••');
    });
  }

  for (const secret of ['hunter2hunter2', 'sk-abcdefghijklmnop', 'correcthorsebatterystaple', 'QzRtPlMnXkVb']) {
    it(`hide "${secret}", which no key is by chance`, () => {
      const shown = JSON.stringify(redactorOf(secret).redactValue({ [secret]: 1, [`of ${secret}`]: 2 }));
      assert.equal(shown, '{"•••":1,"of •••":2}');
    });
  }
});

describe('a service account file', () => {
  it('hides its keys and who logs in with it, and not which project it is of', () => {
    const account = {
      type: 'service_account',
      project_id: 'my-project-123456',
      private_key_id: '0123456789abcdef0123',
      private_key: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n',
      client_email: 'collector@my-project-123456.iam.gserviceaccount.com',
      client_id: '112233445566778899001',
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: 'https://oauth2.googleapis.com/token',
      universe_domain: 'googleapis.com',
    };
    const redactor = new Redactor();
    redactor.hide(credentialsIn(JSON.stringify(account)));
    const hidden = Object.entries(redactor.redactValue(account)).filter(([, value]) => value.includes('•••'));
    assert.deepEqual(
      hidden.map(([key]) => key),
      ['private_key_id', 'private_key', 'client_email', 'client_id'],
    );
    assert.equal(redactor.redact('projects/my-project-123456/zones/a'), 'projects/my-project-123456/zones/a');
  });

  it('hides what stands under the name of an identifier and is none', () => {
    for (const value of ['sk-abcdefghijklmnopqrst', 'correct horse battery', 'https://a:b@host/']) {
      const redactor = new Redactor();
      redactor.hide(credentialsIn(JSON.stringify({ account_id: value })));
      assert.match(redactor.redact(`is ${value}.`), /•••/);
    }
  });

  it('leaves the identifiers of other clouds alone, however they are written', () => {
    const redactor = new Redactor();
    redactor.hide(credentialsIn(JSON.stringify({ AWS_ACCOUNT_ID: '123456789012', tenantId: 'aaaa-bbbb-cccc-1' })));
    assert.equal(redactor.redact('123456789012 aaaa-bbbb-cccc-1'), '123456789012 aaaa-bbbb-cccc-1');
  });
});

describe('the key of a thing', () => {
  it('stays, since it opens nothing: the key of an event, of a row, of an object', () => {
    const redactor = new Redactor();
    const request = { data: { event_key: 'web-1/cpu', partitionKey: 'tenant-7' } };
    redactor.hide(secretsOfRequest(request));
    assert.deepEqual(redactor.redactValue(request), request);
  });

  it('is hidden where it is the key of a door, or looks like one', () => {
    const redactor = new Redactor();
    redactor.hide(
      secretsOfRequest({ data: { routing_key: 'R0UT1NGK3Y-OF-PAGER', event_key: 'sk-abcdefghijklmnopqrst' } }),
    );
    assert.equal(redactor.redact('R0UT1NGK3Y-OF-PAGER and sk-abcdefghijklmnopqrst'), '••• and •••');
  });
});
