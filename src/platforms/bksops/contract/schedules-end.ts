import type { Finding } from '../../../manifest/finding';
import type { PythonService } from '../python/service';
import { isPlainService } from './inputs-are-read';
import type { PackagePromise } from './package-promise';

/** A component with an interval is polled until it calls `finish_schedule`; `Service.schedule` never does (bamboo-pipeline 4.0.4, `core/flow/activity/service_activity.py`). */
export const schedulesEnd: PackagePromise = {
  id: 'schedules-end',
  title: 'Every service is executed, and every polling comes to an end',
  source: 'bamboo-pipeline 4.0.4, core/flow/activity/service_activity.py',
  *check({ python }) {
    const services = new Map(
      python.components.flatMap(({ boundService }) => {
        const service = boundService?.service;
        return service ? [[service.at.start, service] as const] : [];
      }),
    );
    for (const service of services.values()) {
      yield* ofService(service);
    }
    const old = /def\s+(execute_pre_process)\s*\(/.exec(python.text);
    if (old && services.size > 0) {
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
  const isScheduled = needSchedule?.value.is === 'boolean' && needSchedule.value.value;
  if (schedule && isPlain && (!needSchedule || (needSchedule.value.is === 'boolean' && !isScheduled))) {
    yield {
      code: 'bksops/not-scheduled',
      severity: 'warning',
      range: schedule,
      message: '"schedule" is never called without "__need_schedule__ = True".',
    };
  }
  const isPolled = interval !== undefined && interval.value.is !== 'none';
  if (isScheduled && isPlain && isPolled && !finishesSchedule) {
    const why = schedule
      ? 'Nothing in this service calls "finish_schedule"'
      : 'There is no "schedule" here, and that of Service calls no "finish_schedule"';
    const message = `${why}: the component is polled for ever, until it fails or somebody ends the task.`;
    yield { code: 'bksops/schedule-never-ends', severity: 'error', range: schedule ?? needSchedule.key, message };
  }
}
