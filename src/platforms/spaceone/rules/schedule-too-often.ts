import { rule } from '../../../manifest/rule';

const most = 2;

/**
 * `Collector.create` answers "Maximum 2 hours can be set." for a schedule that is enabled (spaceone-inventory
 * 2.0.dev247, `_check_schedule`); 1.12.2 takes as many as there are. Only 2.0 has a `resource_group`, only 1.x a
 * `domain_id`.
 */
export const scheduleTooOften = rule({
  code: 'spaceone/schedule-too-often',
  kinds: ['spaceone.deploy'],
  severity: 'error',
  *check({ document }) {
    const state = document.at('schedule', 'state');
    const hours = document.at('schedule', 'hours')?.items ?? [];
    const first = hours[most];
    if (!first || document.at('domain_id') || !(state?.text === 'ENABLED' || state?.reading?.value === 1)) {
      return;
    }
    yield {
      range: first.range,
      message: `An enabled schedule has at most ${most} hours: Collector.create of 2.0 refuses these ${hours.length}.`,
      severity: document.at('resource_group') ? 'error' : 'warning',
    };
  },
});
