import type { JsonObject } from '../../../runtime/calls/grpc-api';
import { readToken, type TokenClaims, type TokenKey } from '../../../runtime/secrets/signed-token';
import { authenticateFailure, permissionDenied } from './refusals';

/** Seconds that a token is taken beyond its end, for clocks that differ. */
const LEEWAY = 60;

/** The domain of everything that is registered here. */
export const LOCAL_DOMAIN = 'domain-local';

/**
 * A token that may do everything here: the claims of spaceone-core 2.0.144 (`handler/authentication_handler.py`), without
 * a time, so that a key has one.
 */
export function ownerToken(key: TokenKey): string {
  return key.sign(ownerClaims);
}

/** True for a token of a local Repository's owner, whatever its key. */
export function isOwnerToken(token: string): boolean {
  const claims = readToken(token) ?? {};
  const names = new Set([...Object.keys(claims), ...Object.keys(ownerClaims)]);
  return [...names].every((name) => claims[name] === ownerClaims[name]);
}

const ownerClaims: TokenClaims = {
  iss: 'spaceone.identity',
  rol: 'DOMAIN_ADMIN',
  typ: 'ACCESS_TOKEN',
  own: 'USER',
  did: LOCAL_DOMAIN,
  aud: 'plugin-workbench',
  ver: '2.0',
};

/** What a method needs: a permission, or a role. */
export interface Need {
  readonly permission: 'repository:Plugin.read' | 'repository:Plugin.write' | 'repository:Repository.read';
  readonly roles: readonly string[];
}

export interface Caller {
  /** Whose plugins a call is about; none for a token that names no role. */
  readonly domainId: string | undefined;
  /** What the token says in place of the request. */
  readonly injected: JsonObject;
}

/** Lets calls in as the handlers of spaceone-core 2.0.144 do: first the token, then role and permission. */
export class Access {
  constructor(
    private readonly key: TokenKey,
    private readonly now: () => Date,
  ) {}

  /** @throws GrpcRefusal with the handlers' words */
  check(metadata: Readonly<Record<string, string>>, { permission, roles }: Need): Caller {
    const claims = this.claimsOf(metadata['token'] ?? '');
    if (claims['typ'] === 'SYSTEM_TOKEN') {
      return { domainId: metadata['x_domain_id'], injected: {} };
    }
    if (claims['ver'] !== '2.0') {
      throw authenticateFailure('invalid token version.');
    }
    const role = claims['rol'];
    const permissions = (claims['permissions'] ?? []) as readonly string[];
    if (
      (typeof role === 'string' && role !== '' && !roles.includes(role)) ||
      (permissions.length > 0 && !permissions.some((each) => permission.startsWith(each)))
    ) {
      throw permissionDenied();
    }
    const injected = (claims['injected_params'] ?? {}) as JsonObject;
    const ownDomain = typeof role === 'string' && role !== '' ? (claims['did'] as string) : undefined;
    return { domainId: textAt(injected, 'domain_id') ?? ownDomain, injected };
  }

  private claimsOf(given: string): TokenClaims {
    const token = given.trim();
    if (token === '') {
      throw authenticateFailure('empty token provided.');
    }
    const claims = readToken(token);
    if (!claims) {
      throw authenticateFailure('failed to decode token.');
    }
    if (typeof claims['did'] !== 'string' || claims['did'] === '') {
      throw authenticateFailure('empty domain_id provided.');
    }
    const { exp, nbf } = claims;
    const now = seconds(this.now());
    const isCurrent =
      (exp === undefined || (typeof exp === 'number' && now <= exp + LEEWAY)) &&
      (nbf === undefined || (typeof nbf === 'number' && now >= nbf - LEEWAY));
    if (!isCurrent || !this.key.hasSigned(token)) {
      throw authenticateFailure('Token is invalid or expired.');
    }
    return claims;
  }
}

function textAt(params: JsonObject, key: string): string | undefined {
  const value = params[key];
  return typeof value === 'string' ? value : undefined;
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
