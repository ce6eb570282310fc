import type { Finding } from '../../../manifest/finding';
import type { PythonModule } from '../python/python-module';
import type { PythonService } from '../python/service';
import type { ServiceMethod } from '../python/service-method';
import type { PackagePromise } from './package-promise';

/** The engine calls `execute` with two values and `schedule` with three, by position, awaits nothing, and takes for success what is true or None (bamboo-pipeline 4.0.4, `eri/imp/service.py`). */
export const servicesAreCalled: PackagePromise = {
  id: 'services-are-called',
  title: 'Every service can be called, and says by True or False how it went',
  source: 'bamboo-pipeline 4.0.4, eri/imp/service.py; bamboo_engine/handlers/service_activity.py',
  *check({ python }) {
    for (const { methods } of servicesOf(python)) {
      for (const name of ['execute', 'schedule'] as const) {
        const method = methods[name];
        yield* method
          ? [...parameters(method, name, python.text), ...made(method, name), ...results(method, name)]
          : [];
      }
    }
  },
};

/** Each service of a module once, however many components run it. */
export function servicesOf({ components }: PythonModule): PythonService[] {
  const found = components.flatMap(({ boundService }) => boundService?.service ?? []);
  return [...new Map(found.map((service) => [service.at.start, service])).values()];
}

const CALLED = {
  execute: ['self', 'data', 'parent_data'],
  schedule: ['self', 'data', 'parent_data', 'callback_data=None'],
};

function* parameters(method: ServiceMethod, name: 'execute' | 'schedule', text: string): Generator<Finding> {
  const { fewest, most, needsNames, parameters: range } = method;
  const given = CALLED[name].length;
  if (fewest <= given && given <= most && !needsNames) {
    return;
  }
  const written = text.slice(range.start + 1, range.end - 1);
  const replace = `(${completed(written, CALLED[name])})`;
  const isShort = most < given && !needsNames && /^self(?:\s*,\s*\w+)*$/.test(written.trim());
  yield {
    code: `bksops/${name}-parameters`,
    severity: 'error',
    range,
    message: `The engine calls "${name}" with ${given} values, self included, and this one cannot take them: the node ends with a TypeError.${isShort ? '' : ` It is "def ${name}(${CALLED[name].join(', ')})".`}`,
    ...(isShort && { fix: { title: `Write "${name}${replace}"`, replace } }),
  };
}

/** The names that the method uses stay. */
function completed(written: string, called: readonly string[]): string {
  const names = written.split(',').map((name) => name.trim());
  return [...names, ...called.slice(names.length)].join(', ');
}

function* made({ at, makes }: ServiceMethod, name: string): Generator<Finding> {
  if (makes) {
    yield {
      code: 'bksops/never-runs',
      severity: 'error',
      range: at,
      message: `Calling "${name}" makes a ${makes}, which the engine takes for success and never runs: nothing that is written here happens.`,
    };
  }
}

function* results({ returned, makes }: ServiceMethod, name: string): Generator<Finding> {
  for (const value of makes ? [] : returned) {
    const what =
      value.is === 'text'
        ? 'text'
        : value.is === 'list'
          ? 'list or tuple'
          : value.is === 'dictionary'
            ? 'dictionary'
            : undefined;
    if (what === undefined) {
      continue;
    }
    const isFailure =
      (value.is === 'text' && value.text.text === '') ||
      (value.is === 'list' && value.items.length === 0) ||
      (value.is === 'dictionary' && value.entries.length === 0);
    yield {
      code: 'bksops/result-is-boolean',
      severity: 'warning',
      range: value.range,
      message: isFailure
        ? `"${name}" says by True or False how it went: the engine takes an empty ${what} for a failure.`
        : `"${name}" says by True or False how it went: the engine takes this ${what} for success, whatever it says.`,
    };
  }
}
