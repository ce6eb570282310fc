import { countText } from '../../../base/number-text';
import { sentence, stopped } from '../../../base/workbench-error';
import type { LoadReport, ModuleLoad } from '../load/load-report';
import type { Loaded } from './problems';
import type { ModuleCounts, Problem, Verdict } from './readiness';

/** How many modules a load is about, by what becomes of them; what SOPS does not start with is refused whole. */
export function countModules(loaded: Loaded): ModuleCounts {
  const all = 'report' in loaded ? modulesIn(loaded.report) : [];
  const count = (...fates: readonly ModuleLoad['fate'][]): number =>
    all.filter(({ fate }) => fates.includes(fate)).length;
  return { loaded: count('loaded'), refused: count('failed', 'skipped'), untried: count('not-tried') };
}

function modulesIn({ sources }: LoadReport): ModuleLoad[] {
  return sources.flatMap(({ modules }) => modules);
}

/** The whole in one sentence: what was not tried is never ready. */
export function verdictOf(loaded: Loaded, counts: ModuleCounts, problems: readonly Problem[]): Verdict {
  if (counts.loaded + counts.refused === 0) {
    return { is: 'nothing loaded', words: `Nothing was loaded: ${whyNothing(loaded, problems)}` };
  }
  const errors = problems.filter(({ weight }) => weight === 'error');
  if (errors.length > 0) {
    return { is: 'not ready', words: `Not ready: ${listed(reasons(loaded, counts, errors))}.` };
  }
  const untried = problems.filter(({ weight }) => weight === 'untried');
  if (untried.length > 0) {
    return { is: 'unknown', words: `Not known to be ready: ${listed(untriedWords(counts, untried))}.` };
  }
  const warnings = problems.length;
  return warnings > 0
    ? { is: 'warned', words: `Ready, with ${countText(warnings, 'warning')}.` }
    : { is: 'ready', words: 'Ready.' };
}

function whyNothing(loaded: Loaded, problems: readonly Problem[]): string {
  if ('failure' in loaded) {
    return stopped(sentence(loaded.failure).replace(/^Nothing was loaded\. /, ''));
  }
  const [first] = problems.filter(({ step, weight }) => step === 'load' && weight !== 'warning');
  return first ? stopped(first.message) : 'no source lists a module.';
}

function reasons(loaded: Loaded, { refused }: ModuleCounts, errors: readonly Problem[]): string[] {
  const stopping = 'report' in loaded ? modulesIn(loaded.report).find(({ stopsSops }) => stopsSops) : undefined;
  const count = (step: Problem['step']): number => errors.filter((each) => each.step === step).length;
  // A cache that was left alone has not been tried, and the source that is the reason is counted.
  const unsynced = errors.filter(({ step, isConsequence = false }) => step === 'sync' && !isConsequence).length;
  const broken = count('check');
  const sources = count('load');
  return [
    ...(stopping ? [`SOPS would not start because of ${stopping.module}`] : []),
    ...(refused > 0 && !stopping ? [`${countText(refused, 'module')} would not be loaded`] : []),
    ...(refused === 0 && sources > 0 ? [`${countText(sources, 'source')} would not be loaded`] : []),
    ...(unsynced > 0 ? [`${countText(unsynced, 'sync')} failed`] : []),
    ...(broken > 0 ? [`${countText(broken, 'check')} failed`] : []),
  ];
}

function untriedWords({ untried }: ModuleCounts, problems: readonly Problem[]): string[] {
  const count = (step: Problem['step']): number => problems.filter((each) => each.step === step).length;
  const unsynced = count('sync');
  const unchecked = count('check');
  return [
    ...(untried > 0 ? [`${countText(untried, 'module')} could not be tried`] : []),
    ...(unsynced > 0 ? [`the packages of ${countText(unsynced, 'source')} could not be checked`] : []),
    ...(unchecked > 0 ? [`${countText(unchecked, 'check')} could not be made`] : []),
  ];
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
