import { WrongPart } from './wrong-part';

/** A repository's branch as git is asked for it. */
export interface GitAddress {
  /** Without a password: arguments of processes are seen by everybody on the machine. */
  readonly address: string;
  /** The user and the password that stood in the address. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly branch: string;
}

/** The protocols that reach other machines and run nothing of a stranger's on this one. */
const PROTOCOLS = ['https', 'ssh', 'git', 'http'] as const;
export type GitProtocol = (typeof PROTOCOLS)[number];

/** What git takes in no branch (git-check-ref-format), and a control or blank character anywhere. */
const UNFIT_BRANCH = /[\p{Cc}\p{Cs}\s~^:?*[\\]|\.\.|@\{|\/\/|\/\.|^[-./]|[./]$|\.lock(?:\/|$)|^@$|^$/u;

/**
 * The address and the branch of a repository, judged before git sees them: git takes options, programs to run and paths
 * of this machine for addresses, too.
 * @throws WorkbenchError for any address but one of an allowed protocol with a host, and for what is no branch
 */
export function gitAddress(given: string, branch: string, protocols: readonly GitProtocol[] = PROTOCOLS): GitAddress {
  const why = refusalOf(given, protocols);
  if (why !== undefined) {
    throw new WrongPart('address', { what: 'This repository is not asked.', why: `Its address ${why}.` });
  }
  if (UNFIT_BRANCH.test(branch)) {
    throw new WrongPart('branch', {
      what: `"${branch}" is no name of a branch.`,
      next: { title: 'Correct the branch' },
    });
  }
  const url = /^https?:/i.test(given) ? new URL(given) : undefined;
  if (!url || url.password === '') {
    return { address: given, branch };
  }
  const login = { user: decoded(url.username), password: decoded(url.password) };
  url.username = '';
  url.password = '';
  return { address: url.href, login, branch };
}

/** A "%" that stands for itself is left as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function refusalOf(address: string, protocols: readonly GitProtocol[]): string | undefined {
  if (address.startsWith('-')) {
    return 'begins with "-", as options do';
  }
  if (address.includes('::')) {
    return 'has "::", by which git knows programs to run';
  }
  if (/[\p{Cc}\p{Cs}\s]/u.test(address)) {
    return 'has a blank or a character that is not seen';
  }
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address) ?? [];
  const allowed: readonly string[] = protocols;
  if (scheme === undefined) {
    const [, host] = /^(?:[^@/:]+@)([^:/]+):./.exec(address) ?? [];
    const isScpLike = host !== undefined && allowed.includes('ssh');
    return isScpLike && !host.startsWith('-') ? undefined : `does not begin with ${allowed.join('://, ')}://`;
  }
  if (!allowed.includes(scheme.toLowerCase())) {
    return `begins with ${scheme}://, and only ${allowed.join(', ')} may be asked`;
  }
  const [, user = '', host = ''] = /^[^:]+:\/\/(?:([^/]*)@)?([^/:]*)/.exec(address) ?? [];
  if (user.includes(':') && !/^http/i.test(scheme)) {
    return 'has a password, which only https takes';
  }
  const isUrl = !/^http/i.test(scheme) || URL.canParse(address);
  return host === '' || host.startsWith('-') || user.startsWith('-') || !isUrl ? 'has no host' : undefined;
}
