import assert from 'node:assert/strict';
import { s3Failure } from '../../../../src/runtime/fetching/s3-failure';
import { WrongPart } from '../../../../src/runtime/fetching/wrong-part';

const refusal = (code: string, message: string): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

/** What is said of an answer, with the part of the place that it blames. */
function told(text: string, status = 403): Record<string, unknown> {
  const shown = (said: string): string => said.replaceAll('s3cret', '•••');
  const failure = s3Failure({ status, bytes: Buffer.from(text), place: 'the bucket "b"', shown });
  const { what, why, next } = failure;
  return { part: failure instanceof WrongPart ? failure.part : undefined, what, why, next: next?.title };
}

describe('an answer of a service of S3 that is not what was asked for', () => {
  it('is told by its code and message, with the key that is to blame and the next step', () => {
    assert.deepEqual(told(refusal('SignatureDoesNotMatch', 'Not s3cret.')), {
      part: 'secret key',
      what: 'The service refuses the bucket "b".',
      why: 'SignatureDoesNotMatch: Not •••.',
      next: 'Correct "secret_key"',
    });
  });

  it('has no next step, and blames nothing, by a code of its own', () => {
    assert.deepEqual(told(refusal('Strange', 'Try later.')), {
      part: undefined,
      what: 'The service refuses the bucket "b".',
      why: 'Strange: Try later.',
      next: undefined,
    });
  });

  it('is told by its code alone where it says no more, and by 500 characters of a long message', () => {
    assert.equal(told(refusal('NoSuchBucket', ''))['why'], 'NoSuchBucket');
    assert.equal(told(refusal('SlowDown', 'x'.repeat(501)))['why'], `SlowDown: ${'x'.repeat(500)}`);
  });

  const elsewhere = {
    part: 'service',
    what: 'What answers for the bucket "b" is no S3 service.',
    next: 'Correct the address of the service',
  };
  for (const page of ['<html>', '<HTML lang="en">', '<!doctype html><p>']) {
    it(`is a page for people that begins with ${page}`, () => {
      const why = 'It answers 200 with a page of HTML, as a login does.';
      assert.deepEqual(told(`\n${page}Log in`, 200), { ...elsewhere, why });
    });
  }

  for (const text of ['<htmlish/>', `${' '.repeat(2000)}<html>`, '{}']) {
    it(`is no page by ${JSON.stringify(text.trim())} at ${text.length - text.trim().length}`, () => {
      assert.deepEqual(told(text, 502), { ...elsewhere, why: 'It answers 502 with what is no answer of S3.' });
    });
  }
});
