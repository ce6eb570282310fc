import type { Finding } from '../../../manifest/finding';
import type { Constant } from '../python/constant';
import type { PythonModule } from '../python/python-module';
import type { PythonService } from '../python/service';
import { isPlainService } from './inputs-are-read';
import type { PackagePromise } from './package-promise';
import { servicesOf } from './services-are-called';

/** A component with an interval is polled until it calls `finish_schedule`; `Service.schedule` never does (bamboo-pipeline 4.0.4, `core/flow/activity/service_activity.py`). */
export const schedulesEnd: PackagePromise = {
  id: 'schedules-end',
  title: 'Every service is executed, and every polling comes to an end',
  source: 'bamboo-pipeline 4.0.4, core/flow/activity/service_activity.py',
  *check({ python }) {
    const services = servicesOf(python);
    for (const service of services) {
      yield* ofService(service);
      yield* ofInterval(service, python);
    }
    const old = /def\s+(execute_pre_process)\s*\(/.exec(python.text);
    if (old && services.length > 0) {
      const start = old.index + old[0].indexOf('execute_pre_process');
      yield {
        code: 'bksops/pre-process',
        severity: 'warning',
        range: { start, end: start + 'execute_pre_process'.length },
        message:
          'Nothing calls "execute_pre_process" any more: only the engine before bamboo-engine did. Do it in "execute".',
      };
    }
  },
};

function* ofService(service: PythonService): Generator<Finding> {
  const { at, bases, execute, schedule, needSchedule, interval, finishesSchedule } = service;
  const isPlain = bases.every(isPlainService);
  if (isPlain && !execute) {
    yield {
      code: 'bksops/no-execute',
      severity: 'error',
      range: at,
      message: 'A service needs "execute": the node ends with TypeError: Can\'t instantiate abstract class.',
    };
  }
  const isScheduled = needSchedule && isTrue(needSchedule.value);
  yield* needSchedule ? noBoolean(needSchedule.value) : [];
  if (schedule && isPlain && (!needSchedule || isScheduled === false)) {
    yield {
      code: 'bksops/not-scheduled',
      severity: 'warning',
      range: schedule,
      message: '"schedule" is never called without "__need_schedule__ = True".',
    };
  }
  const isPolled = interval !== undefined && interval.value.is !== 'none';
  if (isScheduled === true && isPlain && isPolled && !finishesSchedule) {
    const why = schedule
      ? 'Nothing in this service calls "finish_schedule"'
      : 'There is no "schedule" here, and that of Service calls no "finish_schedule"';
    const message = `${why}: the component is polled for ever, until it fails or somebody ends the task.`;
    yield { code: 'bksops/schedule-never-ends', severity: 'error', range: schedule ?? needSchedule.key, message };
  }
}

/** What Python takes a value for where it asks for yes or no; undefined where nobody knows the value. */
function isTrue(value: Constant): boolean | undefined {
  switch (value.is) {
    case 'boolean':
      return value.value;
    case 'none':
      return false;
    case 'number':
      return value.value !== 0;
    case 'text':
      return value.text.text !== '';
    case 'list':
      return value.items.length > 0;
    case 'dictionary':
      return value.entries.length > 0;
    case 'unknown':
      return undefined;
  }
}

/** `"False"` and `False,` are true. */
function* noBoolean(value: Constant): Generator<Finding> {
  const [only] = value.is === 'list' && value.items.length === 1 ? value.items : [value];
  const isNo =
    (only?.is === 'text' && /^(?:false|no|0)$/i.test(only.text.text)) ||
    (value !== only && only?.is === 'boolean' && !only.value);
  if (isNo) {
    yield {
      code: 'bksops/need-schedule',
      severity: 'error',
      range: value.range,
      message: 'Python takes this for true: the node waits to be scheduled after "execute".',
      fix: { title: 'Write False', replace: 'False' },
    };
  }
}

/** The engine asks `interval` for its next seconds after every `execute`, scheduled or not (bamboo-pipeline 4.0.4, `eri/imp/service.py`). */
function* ofInterval({ interval }: PythonService, { text, imports }: PythonModule): Generator<Finding> {
  const value = interval?.value;
  if (!value || value.is === 'none' || value.is === 'unknown') {
    return;
  }
  const isImported = imports.some(({ names }) => names.some(({ name }) => name === GENERATOR));
  const seconds = text.slice(value.range.start, value.range.end);
  const written = `${GENERATOR}(${seconds})`;
  const isCertain = value.is === 'number' && isImported;
  yield {
    code: 'bksops/interval-is-generator',
    severity: 'error',
    range: value.range,
    message: `An interval is asked for its next seconds, which only an interval generator can tell: the engine ends with an AttributeError after "execute".${isCertain ? '' : ` Write ${GENERATOR}(${value.is === 'number' ? seconds : '5'}), from pipeline.core.flow.activity.`}`,
    ...(isCertain && { fix: { title: `Write "${written}"`, replace: written } }),
  };
}

const GENERATOR = 'StaticIntervalGenerator';
