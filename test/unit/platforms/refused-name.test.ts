import assert from 'node:assert/strict';
import { refusedName } from '../../../src/platforms/platforms';

describe('a new name for what manifests share', () => {
  it('is refused with what YAML would make of it without quotes, and with what to write', () => {
    assert.equal(
      refusedName('any', '1.10'),
      'The name changes wherever it stands, also where it has no quotes, and there "1.10" is the number 1.1 to YAML. Choose letters, digits, ".", "_", "/" and "-", with a letter first.',
    );
    assert.match(refusedName('any', 'a: b') ?? '', /"a: b" has characters that mean something else to YAML\./);
    assert.equal(refusedName('any', 'plugin-a'), undefined);
  });
});
