import { WorkbenchError } from '../../base/workbench-error';
import { placeOfBlamed, type WrittenRequirement } from './written-requirement';
import type { FailureCause as Cause } from './failure-cause';
import { uvCause } from './uv-failure';

/** Where pip or uv failed. */
export interface PipRun {
  /** What was being installed, for the message. */
  readonly title: string;
  readonly lines: readonly string[];
  /** The interpreter's version, such as `3.11.2`. */
  readonly python: string;
  /** The plugin's own requirements, one of which may be what failed. */
  readonly written?: readonly WrittenRequirement[] | undefined;
}

/** Reads the one cause out of an installer's lines (pip's wording is the same in 20.3 up to 26). */
export function pipFailure({ title, lines, python, written = [] }: PipRun): WorkbenchError {
  const text = lines.join('\n');
  const found = causes.map((cause) => cause(text, python)).find((cause) => cause !== undefined) ?? lastWord(lines);
  return new WorkbenchError({
    what: found.what ?? `Could not install ${title}.`,
    why: found.why,
    where: placeOfBlamed(found.about ?? [], text, written),
    next: found.next,
  });
}

/** In the order in which one hides the next: a full disk or a dead network also looks like a missing package. */
const causes: readonly ((text: string, python: string) => Cause | undefined)[] = [
  diskFull,
  notWritable,
  managedElsewhere,
  untrustedCertificate,
  uvCause,
  conflict,
  unreachable,
  buildFailure,
  wrongPython,
  missingPackage,
  badRequirement,
];

function diskFull(text: string): Cause | undefined {
  return /No space left on device|Errno 28|not enough space on the disk/i.test(text)
    ? { why: 'No space left on device.', next: { title: 'Free some space and set up the environment again' } }
    : undefined;
}

function notWritable(text: string): Cause | undefined {
  const file = /\[Errno 13\] Permission denied:? '?([^'\n]*)/.exec(text)?.[1];
  return file === undefined
    ? undefined
    : { why: `Permission denied: ${file}`, next: { title: 'Make the folder writable for you and set up again' } };
}

function managedElsewhere(text: string): Cause | undefined {
  return text.includes('externally-managed-environment')
    ? {
        why: 'This Python belongs to the operating system, which does not let pip install into it.',
        next: { title: 'Let the workbench make an environment: take back the choice of an interpreter' },
      }
    : undefined;
}

function untrustedCertificate(text: string): Cause | undefined {
  return /CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError/.test(text)
    ? {
        what: 'pip does not trust the package index.',
        why: 'Its certificate could not be verified.',
        next: { title: 'Name your certificate authority to pip (pip config set global.cert FILE) and set up again' },
      }
    : undefined;
}

const NO_CONNECTION =
  /NewConnectionError|NameResolutionError|Temporary failure in name resolution|ConnectTimeoutError|ReadTimeoutError|ProxyError|Connection(?:Reset|Refused|Aborted)?Error|ProtocolError|RemoteDisconnected|Read timed out|Cannot connect to proxy|5\d\d Server Error/;

function unreachable(text: string): Cause | undefined {
  // A connection that failed once and then worked has listed versions.
  if (!NO_CONNECTION.test(text) || /\(from versions: (?!none\))/.test(text)) {
    return undefined;
  }
  const index = /Looking in indexes: ([^\s,]+)/.exec(text)?.[1]?.replace(/\/\/[^/@]*@/, '//');
  const reason =
    /(Connection refused|Name or service not known|Temporary failure in name resolution|Network is unreachable|No route to host|timed out|Cannot connect to proxy|5\d\d Server Error)/.exec(
      text,
    )?.[1];
  return {
    what: `pip cannot reach the package index${index ? ` ${index}` : ''}.`,
    why: reason ? `${reason}.` : 'The connection failed.',
    next: { title: 'Check the network, the proxy and pip config, then set up again' },
  };
}

function conflict(text: string): Cause | undefined {
  const [, names] =
    /ERROR: Cannot install (.+?) because these package versions have conflicting dependencies/s.exec(text) ?? [];
  if (names === undefined) {
    return /ResolutionImpossible|resolution-too-deep|ResolutionTooDeep/.test(text)
      ? {
          why: 'No set of versions meets all requirements.',
          next: { title: 'Name versions that fit each other in the requirements' },
        }
      : undefined;
  }
  const block = /The conflict is caused by:\n((?:[ \t]+\S.*(?:\n|$))+)/.exec(text)?.[1] ?? '';
  const reasons = block
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace('The user requested (constraint)', 'a constraint allows')
        .replace('The user requested', 'the plugin requests'),
    )
    .filter(Boolean);
  return {
    why: `Versions conflict: ${(reasons.length > 0 ? reasons.slice(0, 4) : [names.replaceAll('\n', ' ')]).join('; ')}.`,
    next: { title: 'Name versions that fit each other in the requirements' },
    about: [...block.matchAll(/^[ \t]+The user requested (?!\(constraint\))(\S+)/gm)].map(([, asked = '']) => asked),
  };
}

/** The three ways in which pip has named a package that does not build. */
const BUILD = [
  /Failed building wheel for ([\w.-]+)/,
  /(?:Could not build wheels for|Failed to build installable wheels[^\n]*\n╰─>) ([\w.-]+)/,
  /Encountered error while (?:trying to install package|generating package metadata)\.\n╰─> (?!See above)([\w.-]+)/,
  /ERROR: Failed to build '([^']+)'/,
];

function buildFailure(text: string): Cause | undefined {
  if (
    !/subprocess-exited-with-error|Failed building wheel|Command errored out with exit status|metadata-generation-failed|ERROR: Failed to build/.test(
      text,
    )
  ) {
    return undefined;
  }
  const started = [...text.matchAll(/^(?:Collecting|Processing) (\S+)/gm)].at(-1)?.[1];
  const name = BUILD.map((pattern) => pattern.exec(text)?.[1]).find(Boolean) ?? started ?? 'a package';
  const [reason, next] = buildReason(text);
  return {
    what: `${name} could not be built.`,
    why: reason,
    next: { title: next },
    about: [name, ...askedBy(name, text)],
  };
}

/** The packages because of which one was sought. */
function askedBy(name: string, text: string): string[] {
  const plain = /^[\w.-]+/.exec(name)?.[0];
  const sought = text.matchAll(/^Collecting ([\w.-]+)(?:[^\s\w.-]\S*)? \(from ([\w.-]*\w)/gm);
  return [...sought].flatMap(([, child, parent = '']) => (child === plain ? parent : []));
}

function buildReason(text: string): [reason: string, next: string] {
  const header = /fatal error: (\S+): No such file or directory/.exec(text)?.[1];
  if (header === 'Python.h') {
    return [
      'The header files of this Python are missing (Python.h).',
      'Install them (Debian, Ubuntu: python3-dev) and set up again',
    ];
  }
  if (header) {
    return [
      `The header file ${header} is missing.`,
      'Install the library that it belongs to, or name a version that comes as a wheel',
    ];
  }
  if (
    /(?:command|unable to execute) '?(?:\S*gcc|cc|clang|c\+\+|g\+\+|cl\.exe)'?(?: failed)?: No such file|Microsoft Visual C\+\+ .* is required|error: command '(?:gcc|cc)' failed: No such/.test(
      text,
    )
  ) {
    return [
      'There is no C compiler.',
      'Install one (Debian, Ubuntu: build-essential) and set up again, or name a version that comes as a wheel',
    ];
  }
  const output = /╰─> \[\d+ lines of output\]\n([\s\S]*?)\n[ \t]*\[end of output\]/
    .exec(text)?.[1]
    ?.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return [
    output?.at(-1) ?? 'Its build ended with an error.',
    'Name a version of it that fits this Python, or see the log',
  ];
}

function wrongPython(text: string, python: string): Cause | undefined {
  const [, name] = /(?:ERROR: )?Package '?([\w.-]+)'? requires a different Python/.exec(text) ?? [];
  const ignored = /Ignored the following versions that require a different python version: (.*)/i.exec(text)?.[1];
  const wanted = /No matching distribution found for (\S.*)/.exec(text)?.[1]?.trim();
  const exact = /==\s*([\w.]+)$/.exec(wanted ?? '')?.[1];
  if (!name && !(ignored && wanted && (!exact || ignored.includes(exact)))) {
    return undefined;
  }
  return {
    what: `${name ?? wanted ?? 'A package'} does not run on Python ${python}.`,
    why: ignored
      ? `Its fitting versions require another Python: ${ignored.slice(0, 160)}`
      : 'It requires another Python.',
    next: { title: 'Choose another interpreter, or name a version that fits' },
    about: [name ?? wanted ?? ''],
  };
}

function missingPackage(text: string): Cause | undefined {
  const wanted = /No matching distribution found for (\S.*)/
    .exec(text)?.[1]
    ?.trim()
    .replace(/ \(from .*\)$/, '');
  if (wanted === undefined) {
    return undefined;
  }
  const known = /\(from versions: ([^)]*)\)/.exec(text)?.[1] ?? 'none';
  const parent = /satisfies the requirement \S+ \(from (?!versions:)([\w.-]*\w)/.exec(text)?.[1];
  const about = [wanted, ...(parent === undefined ? [] : [parent])];
  return known === 'none'
    ? {
        what: `There is no package ${wanted} for this Python in the index.`,
        why: 'pip found no version of it.',
        next: { title: 'Correct its name in the requirements, or name its index to pip' },
        about,
      }
    : {
        what: `There is no version ${wanted} in the index.`,
        why: `The newest that pip found: ${known.split(', ').slice(-3).join(', ')}.`,
        next: { title: 'Correct its version in the requirements' },
        about,
      };
}

function badRequirement(text: string): Cause | undefined {
  const line = /ERROR: ((?:Invalid requirement|Could not open requirements file|Could not find a .* file)[^\n]*)/.exec(
    text,
  )?.[1];
  return line === undefined
    ? undefined
    : { why: `${line.replace(/\.?$/, '')}.`, next: { title: 'Correct the requirements' } };
}

function lastWord(lines: readonly string[]): Cause {
  const said =
    lines.findLast((line) => /^\s*(ERROR|error):/.test(line)) ?? lines.findLast((line) => line.trim() !== '');
  return { why: said?.replace(/^\s*(ERROR|error):\s*/, '') ?? 'It said nothing.', next: { title: 'See the log' } };
}
