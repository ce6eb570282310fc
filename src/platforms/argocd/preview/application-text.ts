import { stringify } from 'yaml';
import type { Steps } from '../../../base/steps';
import { visibleLines } from '../../../base/visible';
import type { PreviewedApplication } from './preview-set';

/** So many Applications are written out: more than that nobody reads. */
export const MOST_WRITTEN = 1000;

/** Applications as manifests, a document each. */
export function* applicationsText(head: string, applications: readonly PreviewedApplication[]): Steps<string> {
  const parts = [`# ${head}`];
  for (const { metadata, spec } of applications.slice(0, MOST_WRITTEN)) {
    const application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec };
    parts.push(`---\n${stringify(application, { lineWidth: 0 }).trimEnd()}`);
    yield;
  }
  const more = applications.length - MOST_WRITTEN;
  return visibleLines([...parts, ...(more > 0 ? [`# And ${more} more.`] : []), ''].join('\n'));
}
