/** A value from a place where secrets are kept, by the name under which it stands there. */
export interface Secret {
  /** Such as a variable or the field of a credential file; undefined where it stands alone. */
  readonly name?: string | undefined;
  readonly value: string;
  /** True where a person has said that it is one, whatever its name. */
  readonly isDeclared?: true;
}

/**
 * How far a secret is hidden:
 * - everywhere, also as a part of other words;
 * - as a word: what is short would blank out parts of ordinary words;
 * - behind its name (`PIN=12`): what anybody writes would blank out ordinary text;
 * - not: it says nothing of its own.
 */
export type Reach = 'everywhere' | 'as a word' | 'behind its name' | 'not';

/** Values from this length on are hidden as parts of words as well. */
const LONG = 8;
/** A word of fewer characters stands in every text. */
const SHORTEST_WORD = 3;

/** Words of a name that say that a secret stands under it. */
const SECRET_WORDS = new Set(
  (
    'key keys apikey apikeys token tokens secret secrets password passwords passwd pwd pw pass passphrase passcode ' +
    'credential credentials cred creds auth authorization authentication bearer jwt webhook webhooks hook dsn ' +
    'connectionstring private signature pat sig sas cookie cookies session sessionid pin otp totp salt hmac psk ' +
    'encryption cipher seed'
  ).split(' '),
);
/** Names that are written without anything between their words: `PGPASSWORD`, `SSHPASS`, `ngrokAuthtoken`. */
const RUN_TOGETHER =
  /(?:password|passwd|passphrase|secret|token|(?:api|access|secret|private|account|auth)key)$|^(?!by|com|encom|sur|tres|over|under)[a-z]+pass$/;

/** The last word of a name under which stands something about a secret, and not the secret. */
const ABOUT_WORDS = new Set(
  (
    'file files path dir directory folder timeout ttl expiry expires expiration lifetime age length size limit count max ' +
    'min version type kind algorithm alg method mode enabled disabled required domain header prefix name format'
  ).split(' '),
);
const PLACE_WORDS = new Set(['url', 'uri', 'endpoint', 'host', 'server', 'issuer', 'audience', 'socket', 'sock']);

/** What stands in every text and keeps no secret. */
const ORDINARY = new RegExp(
  `^(?:${[
    'true|false|yes|no|on|off|none|null|nil|undefined|enabled?|disabled?|required|optional|always|never|auto|default',
    'debug|info|notice|warn|warning|error|fatal|critical|trace',
    'prod|production|live|dev|develop|development|test|tests|testing|qa|stage|staging|sandbox|demo|example|local|localhost',
    'admin|administrator|root|user|username|guest|anonymous|public|private|internal|main|master|latest|stable',
    'json|ya?ml|xml|text|table|utf-?8|ascii|https?|grpc|tcp|basic|bearer|oauth2?|string|file|s3v4',
    'aes-?\\d{3}(?:-(?:cbc|ctr|gcm))?|aws:kms|chacha20(?:-poly1305)?|tls|ssl|starttls',
    'service_account|authorized_user|external_account|password|token|secret',
    // us-east-1, asia-northeast3, europe-west4-a
    '(?:[a-z]{2}(?:-gov)?|asia|australia|africa|europe|(?:north|south)america)-(?:north|south|east|west|central){1,2}-?\\d{1,2}(?:-?[a-z])?',
    '\\d{1,3}',
  ].join('|')})$`,
  'i',
);

/**
 * Fields of credential files that say of whom they are and where it is: public by definition, and what a collector's
 * answers are read by. The names of who logs in are not among them (`client_email`, `client_id`): with a secret they
 * are a pair, and no answer needs them. Nor is `private_key_id`, which tells a key.
 */
const PUBLIC_FIELDS = new Set(
  'project_id project_number account_id subscription_id tenant_id region type auth_uri token_uri universe_domain'.split(
    ' ',
  ),
);
/** Keys that tell things apart and open nothing: what an event, a row or an object is found again by. */
const KEYS_OF_THINGS = new Set(
  'event dedup partition sort primary foreign group metric object issue match'
    .split(' ')
    .map((thing) => `${thing}_key`),
);
const CLOUDS = /^(?:aws|gcp|google|google_cloud|azure|arm|oci|alicloud)_/;

/** True for a name whose value says who or where, and for a value that could; see {@link PUBLIC_FIELDS}. */
function isPublic(name: string | undefined, value: string): boolean {
  const plain = wordsOf(name ?? '')
    .join('_')
    .replace(CLOUDS, '');
  const isOfThings = PUBLIC_FIELDS.has(plain) || KEYS_OF_THINGS.has(plain);
  return isOfThings && /^[\w.:/-]{1,128}$/.test(value) && !looksSecret(value);
}

/**
 * True for a writing of a secret that is hidden in the keys of an answer as well: one that no key has by chance. Keys are
 * what the contract of a plugin makes them, and its words may be somebody's password.
 */
export function isHiddenInKey(writing: string): boolean {
  return looksSecret(writing) || !isOfWords(writing);
}

/** True for words of letters, as keys are: `resource`, `cloud_service`, `resourceType`. */
function isOfWords(value: string): boolean {
  return value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .every((word) => /^(?:[A-Z]?[a-z]{2,15}|[A-Z]{2,15})$/.test(word));
}

/** How far a value is to be hidden that comes from a place where all is secret, such as a credential profile. */
export function reachOf({ name, value, isDeclared }: Secret): Reach {
  const isNamed = isDeclared ?? (name !== undefined && isSecretName(name));
  if (
    value === '' ||
    (!isNamed && isPlain(value)) ||
    (!isDeclared && (isPlace(name, value) || isPublic(name, value))) ||
    isArmour(value)
  ) {
    return 'not';
  }
  if (ORDINARY.test(value) || value.length < SHORTEST_WORD) {
    return isNamed ? 'behind its name' : 'not';
  }
  return value.length < LONG ? 'as a word' : 'everywhere';
}

/**
 * The variables that hold secrets, of a place that holds ordinary settings as well: by their names (`API_KEY`), or by
 * what they look like (a webhook's address, a private key).
 */
export function secretVariables(variables: Readonly<Record<string, string>>): Secret[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    isSecretName(name) || looksSecret(value) ? [{ name, value }] : [],
  );
}

/**
 * The secrets among the variables that the workbench itself was started with, which are a whole desktop's: of those about
 * a session (`DESKTOP_SESSION=ubuntu`) or an agent only what looks like a secret.
 */
export function inheritedSecrets(variables: Readonly<Record<string, string | undefined>>): Secret[] {
  return Object.entries(variables).flatMap(([name, value = '']) =>
    looksSecret(value) || (value.length >= LONG && isSecretName(name.replace(/session|auth|cookie/gi, '')))
      ? [{ name, value }]
      : [],
  );
}

/** True for the name of a variable or field under which a secret stands, such as `DB_PASSWORD`, `apiKey` or `pin`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  // The shell's own: the folder one is in, and the one before.
  if (/^(OLD)?PWD$/.test(name) || ABOUT_WORDS.has(last)) {
    return false;
  }
  return words.some(
    (word, index) =>
      SECRET_WORDS.has(word) || SECRET_WORDS.has(word + (words[index + 1] ?? '')) || RUN_TOGETHER.test(word),
  );
}

/** True for a name under which settings stand as often as a secret: what identifies, or how secrets are handled. */
export function isOftenNone(name: string): boolean {
  return /^(?:keys?|auth|session|cookies?|encryption|cipher|seed)$/i.test(name);
}

/** True for what is a secret wherever it stands. */
export function looksSecret(value: string): boolean {
  return (
    /:\/\/[^\s/?#@:]*:[^\s/?#@]+@/.test(value) || // a password in an address
    /^https:\/\/(hooks?\.|[^/]*webhook|[^/]+\/(api\/)?webhooks?\/)/i.test(value) ||
    /-----BEGIN [A-Z ]*PRIVATE KEY/.test(value) ||
    /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/.test(value) || // a JSON web token
    /[?&;](?:[\w-]*(?:key|token|secret|password|pwd|sig|signature))=[^&;]/i.test(`;${value}`) ||
    /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|xapp-|sk-|sk_live_|AKIA|ASIA|AIza|ya29\.|npm_|pypi-|hf_)[\w-]{10,}/.test(
      value,
    ) ||
    /\bSG\.[\w-]{16,}\.[\w-]{16,}/.test(value) // SendGrid's
  );
}

/** Without a name that speaks of a secret, these are settings: numbers, and the addresses and names of services. */
function isPlain(value: string): boolean {
  return (
    /^\d{1,5}(?:\.\d+)*$/.test(value) ||
    (/^https?:\/\/[^?]*$/.test(value) && !looksSecret(value)) ||
    /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?$/i.test(value)
  );
}

/** `TOKEN_URI` and `GOOGLE_APPLICATION_CREDENTIALS` name where a secret is to be had. */
function isPlace(name: string | undefined, value: string): boolean {
  const words = wordsOf(name ?? '');
  const isAddress = PLACE_WORDS.has(words.at(-1) ?? '') && !words.some((word) => /^(web)?hooks?$|^dsn$/.test(word));
  return (
    (isAddress && /^\w+:\/\/[^?]*$|^[\w.-]+(:\d+)?$|^\//.test(value) && !looksSecret(value)) ||
    /^(?:~|\.{1,2}|[a-z]:|\$\w+|\$\{\w+\})?[\\/](?:[^\\/\n]+[\\/])*[^\\/\n]+\.[a-z0-9]{2,6}$/i.test(value)
  );
}

/** The lines around a key say only that there is one. */
function isArmour(line: string): boolean {
  return /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/.test(line);
}

/** `dbPassword`, `DB_PASSWORD` and `db-password` are the same words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/(?<=\D)\d+$/, '')) // PASSWORD2
    .filter((word) => word !== '');
}
