import { capitalized } from '../../base/capitalized';
import type { FailureCause } from './failure-cause';

/** Reads the one cause out of uv's lines: the words of its resolver are the same in 0.4 up to 0.13, its drawing is not. */
export function uvCause(text: string, python: string): FailureCause | undefined {
  return unreachable(text) ?? refused(text) ?? notBuilt(text) ?? unresolved(text, python);
}

/** True where no set of versions was found, or one of them does not build here: other versions may do. */
export function isAboutVersions(lines: readonly string[]): boolean {
  return lines.some((line) =>
    /No solution found|ResolutionImpossible|resolution-too-deep|conflicting dependencies|No matching distribution found|Failed to (?:download and )?build|Failed building wheel|metadata-generation-failed/.test(
      line,
    ),
  );
}

/** True where uv does not understand what pip may: a line of a requirements file, or an option of another version of uv. */
export function isNotForUv(lines: readonly string[]): boolean {
  return lines.some((line) =>
    /Couldn't parse requirement|error: (?:Unexpected|unexpected argument|unrecognized subcommand|invalid value|File not found)|invalid peer certificate|UnknownIssuer|does not appear to be a Python project/.test(
      line,
    ),
  );
}

function unreachable(text: string): FailureCause | undefined {
  if (!/error sending request for url|Network connectivity is disabled/.test(text)) {
    return undefined;
  }
  const index = /for url \((https?:\/\/[^\s)]+?)(?:\/[\w.-]+)?\/?\)/.exec(text)?.[1]?.replace(/\/\/[^/@]*@/, '//');
  const reason =
    /(Connection refused|Connection reset|failed to lookup address|dns error|timed out|unsuccessful tunnel|Network is unreachable|No route to host)/i.exec(
      text,
    )?.[1];
  return {
    what: `uv cannot reach the package index${index ? ` ${index}` : ''}.`,
    why: reason ? `${capitalized(reason)}.` : 'The connection failed.',
    next: { title: 'Check the network, the proxy and pip config, then set up again' },
  };
}

function refused(text: string): FailureCause | undefined {
  const [, status, url] = /HTTP status \w+ error \((\d{3} [^)]*)\) for url \(([^\s)]*)\)/.exec(text) ?? [];
  return status === undefined || text.includes('No solution found')
    ? undefined
    : {
        what: `The package index refuses ${url?.replace(/\/\/[^/@]*@/, '//') ?? 'a request'}.`,
        why: `It answers ${status}.`,
        next: { title: 'Check the index and its credentials in pip config, then set up again' },
      };
}

function notBuilt(text: string): FailureCause | undefined {
  const [, name] = /Failed to (?:download and )?build[: ] ?`?([\w.-]+(?:==[\w.!+-]+)?)/.exec(text) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const output = lastErrorLine(text);
  const above = /was included because (.*)/.exec(text)?.[1]?.matchAll(/`([^`]+)`/g) ?? [];
  const about = [name, ...[...above].flatMap(([, parent = '']) => parent)];
  const header = /fatal error: (\S+): No such file/.exec(text)?.[1];
  if (header !== undefined) {
    return {
      what: `${name} could not be built.`,
      why: `The header file ${header} is missing.`,
      next: {
        title:
          header === 'Python.h'
            ? 'Install it (Debian, Ubuntu: python3-dev) and set up again'
            : 'Install the library that it belongs to, or name a version that comes as a wheel',
      },
      about,
    };
  }
  const hasNoCompiler = /command '\S*(?:cc|gcc|clang|c\+\+|g\+\+)' failed: No such file/.test(text);
  return {
    what: `${name} could not be built.`,
    why: hasNoCompiler ? 'There is no C compiler.' : (output ?? 'Its build ended with an error.'),
    next: {
      title: hasNoCompiler
        ? 'Install one (Debian, Ubuntu: build-essential) and set up again, or name a version that comes as a wheel'
        : 'Name a version of it that fits this Python, or see the log',
    },
    about,
  };
}

/** The last line that a build wrote to its standard error. */
function lastErrorLine(text: string): string | undefined {
  const after = text.split('[stderr]')[1]?.split('\n') ?? [];
  const end = after.findIndex((line) => line.trim().startsWith('hint:'));
  return (end < 0 ? after : after.slice(0, end)).findLast((line) => line.trim() !== '')?.trim();
}

function unresolved(text: string, python: string): FailureCause | undefined {
  const start = text.indexOf('No solution found');
  if (start < 0) {
    return undefined;
  }
  const said = text.slice(start).split('\n').slice(1);
  const hint = said.findIndex((line) => line.trim().startsWith('hint:'));
  const reason = (hint < 0 ? said : said.slice(0, hint))
    .map((line) => line.replace(/^[\s╰─▶│×]*(?:cause: )?/, ''))
    .join(' ')
    .trim();
  const required = requiredIn(reason);
  const [, wanted] =
    /Because (\S+) was not found in the (?:package registry|provided package locations)/.exec(reason) ?? [];
  if (wanted !== undefined) {
    return {
      what: `There is no package ${wanted} for this Python in the index.`,
      why: 'uv found no version of it.',
      next: { title: 'Correct its name in the requirements, or name its index to pip' },
      about: [wanted, ...required],
    };
  }
  const other = /Python version \([^)]*\) does not satisfy Python(\S+) and (\S+) depends on Python/.exec(reason);
  if (other) {
    return {
      what: `${other[2] ?? 'A package'} does not run on Python ${python}.`,
      why: `It requires Python ${other[1] ?? ''}.`,
      next: { title: 'Choose another interpreter, or name a version that fits' },
      about: [other[2] ?? '', ...required],
    };
  }
  const missing = /Because there is no version of (\S+) and you require/.exec(reason)?.[1];
  if (missing !== undefined) {
    return {
      what: `There is no version ${missing} in the index.`,
      why: 'uv found others of it.',
      next: { title: 'Correct its version in the requirements' },
      about: [missing],
    };
  }
  return {
    why: `Versions conflict: ${conflictIn(reason)}`,
    next: { title: 'Name versions that fit each other in the requirements' },
    about: required,
  };
}

/** What was asked for itself, and not only because of something else. */
function requiredIn(reason: string): string[] {
  return [...reason.matchAll(/you require ([^,\s]+)(?: and ([^,\s]+))?/g)].flatMap(([, one = '', other = []]) => [
    one,
    ...[other].flat(),
  ]);
}

/** What contradicts what, without uv's conclusions from it. */
function conflictIn(reason: string): string {
  const facts = reason
    .split(/(?<=\.) (?=And |Because )/)
    .map((sentence) => sentence.replace(/^(?:And )?because /i, '').replace(/,? we can conclude that .*$/s, ''))
    .filter((fact) => fact !== '');
  return `${facts.slice(0, 4).join('; ').replaceAll('you require', 'the plugin requires')}.`;
}
