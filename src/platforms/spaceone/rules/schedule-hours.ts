import { rule } from '../../../manifest/rule';

/**
 * The services take any number and compare it with the hour of the day in UTC: another one never comes
 * (spaceone-inventory 2.0.dev247, spaceone-cost-analysis 2.0.108).
 */
export const scheduleHours = rule({
  code: 'spaceone/schedule-hours',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document }) {
    const schedule = document.at('schedule');
    const hours = [...(schedule?.at('hours')?.items ?? []), ...(schedule?.at('hour') ? [schedule.at('hour')] : [])];
    for (const hour of hours) {
      const value = Number(hour?.text);
      if (hour && hour.text !== '' && Number.isInteger(value) && (value < 0 || value > 23)) {
        yield { range: hour.range, message: `Hours are 0 to 23, in UTC: ${value} never comes.` };
      }
    }
  },
});
