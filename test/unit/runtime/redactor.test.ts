import assert from 'node:assert/strict';
import { Redactor } from '../../../src/runtime/secrets/redactor';

describe('a redactor', () => {
  const secret = 'p@ss/word+with spaces';

  it('hides a value as it is, URL-encoded, in Base64 and inside JSON', () => {
    const redactor = new Redactor();
    redactor.hide([secret, 'say "hello"\tnow']);
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      JSON.stringify('say "hello"\tnow'),
    ];
    for (const form of forms) {
      assert.doesNotMatch(redactor.redact(`before ${form} after`), /word|hello|cEBzc/);
    }
  });

  it('hides each line of a value of several lines', () => {
    const redactor = new Redactor();
    redactor.hide(['-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----']);
    assert.equal(redactor.redact('loaded MIIEvQIBADANBg'), 'loaded •••');
  });

  it('leaves short values alone, which would blank out ordinary text', () => {
    const redactor = new Redactor();
    redactor.hide(['no', '']);
    assert.equal(redactor.redact('no news is good news'), 'no news is good news');
  });

  it('hides a value as long as anyone asks for it', () => {
    const redactor = new Redactor();
    const first = redactor.hide([secret]);
    const second = redactor.hide([secret]);
    first.dispose();
    first.dispose();
    assert.equal(redactor.redact(secret), '•••');
    second.dispose();
    assert.equal(redactor.redact(secret), secret);
  });

  it('hides the longer of two values that overlap', () => {
    const redactor = new Redactor();
    redactor.hide(['token', 'token-and-more']);
    assert.equal(redactor.redact('token-and-more'), '•••');
  });
});
