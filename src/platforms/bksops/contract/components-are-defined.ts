import type { Finding } from '../../../manifest/finding';
import type { TextRange } from '../../../manifest/parse/text-range';
import { textIn, type Attribute, type Constant } from '../python/constant';
import type { PackageModule, PackageView } from '../packages/package-view';
import type { BoundService, PythonComponent, PythonModule } from '../python/python-module';
import { isRun, type PackagePromise } from './package-promise';

/** The metaclass ends loading with a ValueError, the database refuses what is too long (bamboo-pipeline 4.0.4, `component_framework/{base,models}.py`). */
export const componentsAreDefined: PackagePromise = {
  id: 'components-are-defined',
  title: 'Every component has a name, a code, and a service that is defined',
  source: 'bamboo-pipeline 4.0.4, component_framework/base.py and models.py',
  *check(module, view) {
    const { python } = module;
    yield* isRun(module, view) ? bases(python) : [];
    yield* strays(module, view);
    for (const component of python.components) {
      yield* given(component, 'name', component.name, python.text);
      yield* given(component, 'code', component.code, python.text);
      yield* service(component, python.text);
      yield* tooLong(component.code, 'code', 255);
      yield* tooLong(component.version, 'version', 64);
      yield* version(component.version, python.text);

      yield* divided(component.name);
    }
    yield* python.components.length > 0 ? divided(python.groupName) : [];
  },
};

function error(code: string, range: TextRange, message: string): Finding {
  return { code, severity: 'error', range, message };
}

function* given(
  { className, at }: PythonComponent,
  what: string,
  attribute: Attribute | undefined,
  source: string,
): Generator<Finding> {
  const value = attribute?.value;
  const isEmpty = !value || value.is === 'none' || textIn(value) === '';
  if (isEmpty) {
    const message = `A component needs a ${what}: SOPS ends loading with ValueError: component ${className} ${what} can't be empty.`;
    yield error(`bksops/component-${what}`, attribute?.value.range ?? at, message);
  } else if (value.is !== 'text' && value.is !== 'unknown') {
    const message = `The ${what} of a component is a text: SOPS finds no component by this one.`;
    yield { ...error(`bksops/component-${what}`, value.range, message), ...withoutComma(value, source) };
  }
}

/** A comma behind one value makes a tuple of it, which hardly anybody means. */
function withoutComma(value: Constant, source: string): Pick<Finding, 'fix'> {
  const [only, ...more] = value.is === 'list' ? value.items : [];
  const isWritten = only && more.length === 0 && only.range.start === value.range.start && only.is === 'text';
  return isWritten
    ? { fix: { title: 'Take the comma out', replace: source.slice(only.range.start, only.range.end) } }
    : {};
}

function* service({ className: called, at, boundService }: PythonComponent, source: string): Generator<Finding> {
  const bad = boundService && flawOf(boundService, source);
  if (!boundService || bad === 'none') {
    const message = `A component needs a bound_service: SOPS ends loading with ValueError: component ${called} service can't be empty and must be subclass of Service.`;
    yield error('bksops/component-service', boundService?.value.range ?? at, message);
  } else if (bad !== undefined) {
    const { meant, name, value } = boundService;
    const right = boundService.object ? className(source, value.range) : name.includes('.') ? undefined : meant;
    const fix = right !== undefined && { fix: { title: `Write "${right}"`, replace: right } };
    yield { ...error('bksops/component-service', value.range, bad), ...fix };
  }
}

/** Why a service is none, as a sentence; `none` for an empty one. */
function flawOf(
  { name, value, isBound, meant, object, service: found }: BoundService,
  source: string,
): string | undefined {
  if (source.slice(value.range.start, value.range.end) === 'None') {
    return 'none';
  }
  if (object) {
    const what = object === 'tuple' ? 'A comma makes a tuple of this' : 'This is an instance of a service';
    return `${what}, and a component needs the class: SOPS ends loading with TypeError: issubclass() arg 1 must be a class.`;
  }
  if (!isBound) {
    return nothingCalled(name, name.split('.')[0] ?? name, meant);
  }
  if (found && (found.bases.length === 0 || found.bases.every((base) => base === 'object'))) {
    return `"${name}" is no subclass of Service: SOPS ends loading with a ValueError.`;
  }
  return undefined;
}

function nothingCalled(name: string, root: string, meant: string | undefined): string {
  const near = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return `Nothing in this module is called "${name}": SOPS ends loading with NameError: name '${root}' is not defined.${near}`;
}

/** The name that an instance or a tuple begins with, when that is all but for its call or its comma. */
function className(source: string, { start, end }: TextRange): string | undefined {
  return /^([A-Za-z_]\w*)\s*(?:\(\s*\)|,)$/.exec(source.slice(start, end))?.[1];
}

/** Only what inherits from Component has the metaclass that registers. */
function* strays(module: PackageModule, view: PackageView): Generator<Finding> {
  const { strayComponents, imports } = module.python;
  for (const { className: called, at, base } of isRun(module, view) ? strayComponents : []) {
    if (
      view.modules.some((each) => each.python.imports.some(({ names }) => names.some(({ name }) => name === called)))
    ) {
      continue;
    }
    const isImported = imports.some(({ names }) => names.some(({ name }) => name === 'Component'));
    yield {
      ...error(
        'bksops/no-component',
        base?.range ?? at,
        `"${called}" has the attributes of a component and does not inherit from Component: SOPS registers nothing, without a word.`,
      ),
      ...(base && isImported && { fix: { title: 'Write "Component"', replace: 'Component' } }),
    };
  }
}

/** A class is made of its bases when the module is loaded. */
function* bases({ unknownBases }: PythonModule): Generator<Finding> {
  for (const { name, range, meant } of unknownBases) {
    const found = error('bksops/class-base', range, nothingCalled(name, name, meant));
    yield { ...found, ...(meant !== undefined && { fix: { title: `Write "${meant}"`, replace: meant } }) };
  }
}

function* tooLong(attribute: Attribute | undefined, what: string, most: number): Generator<Finding> {
  const text = textIn(attribute?.value);
  if (attribute && text !== undefined && text.length > most) {
    const message = `A ${what} has ${most} characters at most, and this one ${text.length}: SOPS cannot keep it.`;
    yield error(`bksops/component-${what}`, attribute.value.range, message);
  }
}

function* version(attribute: Attribute | undefined, source: string): Generator<Finding> {
  const value = attribute?.value;
  if (value?.is === 'list') {
    const message = 'A version is a text, and a comma makes a tuple of this one: SOPS finds no component by it.';
    yield { ...error('bksops/component-version', value.range, message), ...withoutComma(value, source) };
  } else if (value?.is === 'number') {
    const message = 'A version is a text: a flow keeps it as one, and finds no component by a number.';
    yield error('bksops/component-version', value.range, message);
  }
}

/** SOPS shows what stands before the first hyphen of "group-name" as the group. */
function* divided(attribute: Attribute | undefined): Generator<Finding> {
  const text = textIn(attribute?.value);
  if (attribute && text?.includes('-') === true) {
    yield {
      code: 'bksops/hyphen-in-name',
      severity: 'warning',
      range: attribute.value.range,
      message: `SOPS keeps group and name as one text with a hyphen between them: it divides "${text}" at its own hyphen.`,
    };
  }
}
