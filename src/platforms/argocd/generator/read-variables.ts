import type { TokenPlace } from '../../../runtime/server/launch-recipe';

/** The variables by which a server is told where it listens and what its callers send. */
export interface ServerVariables {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  /** One that has host and port together, such as `:8080`. */
  readonly address?: string | undefined;
  readonly token: TokenPlace;
}

const READS_VARIABLES =
  /\benviron\b|\bgetenv\b|process\.env\b|\bGetenv\b|\bLookupEnv\b|\benv::var|\bENV\[|\bSystem\.getenv/i;
const LONGEST_NAME = 100;

/** What the sources of a server read of their environment, by the names that everybody gives such variables. */
export function variablesReadIn(texts: readonly string[]): ServerVariables {
  const names = texts.filter((text) => READS_VARIABLES.test(text)).flatMap(namesIn);
  const first = (pattern: RegExp): string | undefined => names.find((name) => pattern.test(name));
  const port = first(/(?:^|_)PORT$/);
  const file = texts
    .map((text) => /(["'`])(\/[\w./-]*token[\w.-]*)\1/.exec(text)?.[2])
    .find((each) => each !== undefined);
  return {
    port,
    host: first(/(?:^|_)(?:HOST|BIND|BIND_HOST|LISTEN_HOST)$/) ?? (port === undefined ? undefined : first(ADDRESS)),
    address: port === undefined ? first(ADDRESS) : undefined,
    token: {
      fileVariable: first(/(?:^|_)TOKEN_?(?:FILE|PATH|FILE_PATH|LOCATION)$/),
      variable: first(/(?:^|_)TOKEN$/),
      file,
    },
  };
}

const ADDRESS = /(?:^|_)(?:ADDR|ADDRESS|BIND_ADDRESS|LISTEN|LISTEN_ADDR|LISTEN_ADDRESS)$/;

/** Names in quotes, behind `env.`, and those that are taken out of `process.env`. */
function namesIn(text: string): string[] {
  const quoted = text.matchAll(/["'`]([A-Z][A-Z0-9_]*)["'`]/g);
  const dotted = text.matchAll(/\benv\.([A-Z][A-Z0-9_]*)/g);
  const taken = text.matchAll(/\{([^{}]{0,500})\}\s*=\s*process\.env\b/g);
  const inTaken = [...taken].flatMap(([, inside = '']) => [...inside.matchAll(/\b([A-Z][A-Z0-9_]*)\b/g)]);
  return [...quoted, ...dotted, ...inTaken].map(([, name = '']) => name).filter((name) => name.length <= LONGEST_NAME);
}
