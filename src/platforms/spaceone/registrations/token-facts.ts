/** What a SpaceONE token says about itself; nothing in it lets anyone in. */
export interface TokenFacts {
  readonly expires?: Date;
  /** Such as `DOMAIN_ADMIN`. */
  readonly role?: string;
  /** Such as `SYSTEM_TOKEN`. */
  readonly type?: string;
  readonly domainId?: string;
}

/**
 * Reads the claims of a token without verifying it: `exp`, `rol`, `typ` and `did` (spaceone-core 2.0.144,
 * core/handler/authentication_handler.py). Undefined for a text that is no JWT.
 */
export function tokenFacts(token: string): TokenFacts | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) {
    return undefined;
  }
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null) {
    return undefined;
  }
  const { exp, rol, typ, did } = claims as Readonly<Record<string, unknown>>;
  return {
    ...(typeof exp === 'number' && Math.abs(exp) < 1e11 && { expires: new Date(exp * 1000) }),
    ...(typeof rol === 'string' && { role: rol }),
    ...(typeof typ === 'string' && { type: typ }),
    ...(typeof did === 'string' && { domainId: did }),
  };
}
