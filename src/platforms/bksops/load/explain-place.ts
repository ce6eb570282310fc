import type { Explanation, FailedModule } from './explanation';
import type { SourceTask } from './source-task';

/** What it means that a source could not be reached, or does not hold a module. */
export function explainPlace(failed: FailedModule): Explanation | undefined {
  return missing(failed) ?? insecure(failed) ?? store(failed) ?? web(failed) ?? encoding(failed) ?? settingsKey(failed);
}

/** The importer gives nothing for what it does not find, and importlib then asks for a key that is not there. */
function missing({ error, module, task }: FailedModule): Explanation | undefined {
  const { missing: name, tried = [] } = error;
  if (name === undefined) {
    return undefined;
  }
  const looked = tried.length === 0 ? '' : ` It looked for ${tried.join(' and ')}.`;
  const isParent = module.startsWith(`${name}.`);
  const what = isParent
    ? `The source has no package "${name}" on the way to the module: every folder on it needs an "__init__.py".`
    : `The source has no module "${name}".`;
  const next = isParent ? `Add "__init__.py" to ${name}` : 'Correct its name, or add the file';
  return { what: `${what}${looked}`, next: name.includes('.') ? next : (wrongPlace(name, task) ?? next) };
}

/** What is likely to be wrong with a source in which not even a root package is found. */
function wrongPlace(root: string, { details, source, isFolderCache }: SourceTask): string | undefined {
  const branch = details['branch'] ?? '';
  const raw = (details['repo_raw_address'] ?? '').replace(/\/$/, '');
  if (source.type === 'git' && branch !== '' && raw.endsWith(`/${branch}`)) {
    return `Take "${branch}" off the end of "repo_raw_address": SOPS appends the branch itself`;
  }
  if (source.type === 'git' && branch.startsWith('/')) {
    return 'Take the "/" off the start of "branch": with it, the path of "repo_raw_address" is lost';
  }
  if (isFolderCache) {
    return `Put "${root}" directly below "path": the sync of SOPS writes it into a folder of the source's name, where its loader does not look`;
  }
  return hints[source.type];
}

const hints: Readonly<Record<string, string>> = {
  git: 'Correct "repo_raw_address" or "branch", or add an "__init__.py" to the root package',
  s3: 'Correct "bucket" or "source_dir", or add an "__init__.py" to the root package',
  fs: 'Correct "path", or add an "__init__.py" to the root package',
};

function insecure({ error, task }: FailedModule): Explanation | undefined {
  return error.message.startsWith('Only accept https')
    ? {
        what: 'This SOPS takes https addresses alone: its BKAPP_EXTERNAL_PLUGINS_SOURCE_SECURE_LOOSE is "0".',
        next: `Write an https address into "${task.source.type === 's3' ? 'service_address' : 'repo_raw_address'}", or set "secureLoose" of the target to true`,
      }
    : undefined;
}

/** By the code of an S3 service's answer, or the class of what botocore raises. */
const ofStore: Readonly<Record<string, Explanation>> = {
  NoSuchBucket: { what: 'The service has no such bucket.', next: 'Correct "bucket"' },
  InvalidAccessKeyId: { what: 'The service does not know the access key.', next: 'Correct "access_key"' },
  SignatureDoesNotMatch: { what: 'The secret key is not that of the access key.', next: 'Correct "secret_key"' },
  AccessDenied: { what: 'The access key may not read the bucket.', next: 'Let it read the objects of the bucket' },
  EndpointConnectionError: {
    what: 'Nothing answers at the address of the service.',
    next: 'Correct "service_address"',
  },
  ConnectTimeoutError: { what: 'Nothing answers at the address of the service.', next: 'Correct "service_address"' },
  ReadTimeoutError: { what: 'The service does not answer within 10 seconds.', next: 'Look whether it runs' },
  ParamValidationError: { what: 'The name of the bucket is none.', next: 'Correct "bucket"' },
};

function store({ error, task }: FailedModule): Explanation | undefined {
  if (task.source.type !== 's3' || error.frames.length > 0) {
    return undefined;
  }
  const code = /^An error occurred \((\w+)\)/.exec(error.message)?.[1] ?? error.type;
  return error.message.startsWith('Invalid endpoint')
    ? {
        what: 'The address of the service is none: it begins with "http://" or "https://".',
        next: 'Correct "service_address"',
      }
    : ofStore[code];
}

function web({ error, task }: FailedModule): Explanation | undefined {
  if (task.source.type !== 'git' || error.frames.length > 0) {
    return undefined;
  }
  if (/^(MissingSchema|InvalidSchema|InvalidURL|LocationParseError)$/.test(error.type)) {
    return { what: 'The raw address is no address.', next: 'Write one that begins with "https://"' };
  }
  if (/^(ConnectionError|SSLError|ProxyError|ConnectTimeout)$/.test(error.type)) {
    return {
      what: 'Nothing answers at the raw address.',
      next: 'Correct "repo_raw_address", or look whether the host runs',
    };
  }
  return error.type.includes('Timeout')
    ? { what: 'The raw address does not answer within 10 seconds.', next: 'Look whether the host runs' }
    : undefined;
}

function encoding({ error }: FailedModule): Explanation | undefined {
  return error.type === 'UnicodeDecodeError' && error.frames.length === 0
    ? { what: 'The file is not in UTF-8, in which SOPS reads it.', next: 'Save it in UTF-8' }
    : undefined;
}

/** The fields of the loader's own tables are all that the settings may name. */
function settingsKey({ error, task }: FailedModule): Explanation | undefined {
  const key = /unexpected keyword arguments?:? '(\w+)'/.exec(error.message)?.[1];
  if (key !== undefined && error.type === 'TypeError' && error.frames.length === 0) {
    return {
      what: `The settings of SOPS take no "${key}" in the details of a source of type ${task.source.type}: it ends with "FieldError: Invalid field name(s)" and does not start.`,
      next: `Take "${key}" out`,
    };
  }
  return error.type === 'KeyError' && error.frames.length === 0 && error.message === `'${task.source.type}'`
    ? {
        what: `SOPS ends with "Unsupported external source type: ${task.source.type}" and does not start.`,
        next: 'Write git, s3 or fs',
      }
    : undefined;
}
