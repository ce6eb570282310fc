import assert from 'node:assert/strict';
import { tokenFacts } from '../../../../../src/platforms/spaceone/registrations/token-facts';
import { token } from './tokens';

describe('a token', () => {
  it('says when it expires, for which domain and role it is', () => {
    assert.deepEqual(tokenFacts(token({ exp: 1_700_000_000, typ: 'SYSTEM_TOKEN' })), {
      expires: new Date('2023-11-14T22:13:20.000Z'),
      role: 'DOMAIN_ADMIN',
      type: 'SYSTEM_TOKEN',
      domainId: 'domain-sample',
    });
  });

  it('says nothing where its claims have other types', () => {
    assert.deepEqual(tokenFacts(token({ exp: '1', typ: 1, rol: null, did: [] })), {});
    assert.deepEqual(tokenFacts(token({ exp: 1e300 }))?.expires, undefined);
  });

  for (const text of ['', 'a', 'a.b', 'a.b.c', 'a.bnVsbA.c', '..']) {
    it(`is none when it is "${text}"`, () => {
      assert.equal(tokenFacts(text), undefined);
    });
  }
});
