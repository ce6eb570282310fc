import path from 'node:path';
import type { Run } from './run';

/** What an interpreter says of itself. */
export interface Probe {
  /** The file that was asked. */
  readonly interpreter: string;
  /** Such as `3.11.2`. */
  readonly version: string;
  readonly isVirtual: boolean;
  readonly hasPip: boolean;
  /** True when it has all that making an environment takes; Debian keeps a part of it in a package of its own. */
  readonly makesEnvironments: boolean;
  /** The versions of the asked distributions that it has. */
  readonly distributions: Readonly<Record<string, string>>;
  /** Requirement lines that it does not meet. */
  readonly missing: readonly string[];
}

/**
 * Written for every Python from 3.8 on, and readable as far as the version by older ones.
 * The working folder leaves the path first: nothing in it may stand in for the standard library.
 */
const SCRIPT = `
import sys
if sys.path and sys.path[0] in ("", "."): del sys.path[0]
import json, re
answer = {"version": "%d.%d.%d" % sys.version_info[:3]}
if sys.version_info >= (3, 8):
    import importlib.util, importlib.metadata as metadata
    has = lambda name: importlib.util.find_spec(name) is not None
    def version(name):
        try: return metadata.version(name)
        except metadata.PackageNotFoundError: return None
    def unmet(line):
        try:
            try: from packaging.requirements import Requirement
            except ImportError:
                # Without pip either, only what is not there at all can be told.
                try: from pip._vendor.packaging.requirements import Requirement
                except ImportError: return ";" not in line and version(re.match("[\\w.-]+", line).group()) is None
            needed = Requirement(line)
        except Exception: return False
        if needed.marker is not None and not needed.marker.evaluate(): return False
        found = version(needed.name)
        return found is None or not needed.specifier.contains(found, prereleases=True)
    asked = json.loads(sys.argv[1])
    versions = {name: version(name) for name in asked["distributions"]}
    answer.update(isVirtual=sys.prefix != sys.base_prefix, hasPip=has("pip"),
        makesEnvironments=has("venv") and has("ensurepip"),
        distributions={name: found for name, found in versions.items() if found},
        missing=[line for line in asked["requirements"] if unmet(line)])
sys.stdout.write("\\nplugin-workbench " + json.dumps(answer) + "\\n")
`;

/** How long an interpreter may take to answer, in milliseconds. */
const PATIENCE = 30_000;

export interface ProbeQuestions {
  /** Names of distributions whose version is asked for. */
  readonly distributions?: readonly string[];
  /** Requirement lines to be met. */
  readonly requirements?: readonly string[];
}

/** Asks an interpreter in one short process; undefined when it is none that works. */
export async function probe(
  run: Run,
  interpreter: string,
  { distributions = [], requirements = [] }: ProbeQuestions = {},
  signal?: AbortSignal,
): Promise<Probe | undefined> {
  const late = AbortSignal.timeout(PATIENCE);
  try {
    const { code, lines } = await run(interpreter, ['-c', SCRIPT, JSON.stringify({ distributions, requirements })], {
      cwd: path.dirname(interpreter),
      signal: signal ? AbortSignal.any([signal, late]) : late,
      env: { PYTHONHOME: undefined },
      isForProgram: true,
    });
    const answer = lines.findLast((line) => line.startsWith('plugin-workbench '));
    if (code !== 0 || answer === undefined) {
      return undefined;
    }
    const nothing = {
      isVirtual: false,
      hasPip: false,
      makesEnvironments: false,
      distributions: {},
      missing: requirements,
    };
    const said = JSON.parse(answer.slice('plugin-workbench '.length)) as Omit<Probe, 'interpreter'>;
    return { ...nothing, ...said, interpreter };
  } catch {
    // It cannot be started, hangs, or is no Python.
    signal?.throwIfAborted();
    return undefined;
  }
}

/** The oldest Python that the platforms' frameworks and debugpy run on. */
export const OLDEST = [3, 8] as const;

/** True for a version that is new enough, such as `3.11.2`. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
