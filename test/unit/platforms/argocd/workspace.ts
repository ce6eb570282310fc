import { finishInTurns } from '../../../../src/base/steps';
import { checkTextInSteps } from '../../../../src/manifest/check/check-in-steps';
import type { CheckedText } from '../../../../src/manifest/check/check-text';
import { argocd } from '../../../../src/platforms/argocd/argocd';
import { namesIn } from '../../../memory-files';
import { sharedEngine } from '../../../template-engine';

/** Checks a text in a workspace of nothing else, or beside other files by their paths. */
export async function check(text: string, others: Readonly<Record<string, string>> = {}): Promise<CheckedText> {
  const names = await namesIn({ '/checked.yaml': text, ...others }, '/checked.yaml');
  const templates = sharedEngine();
  return finishInTurns(checkTextInSteps(text, argocd.manifestKinds, argocd.rules, { names, templates }));
}
