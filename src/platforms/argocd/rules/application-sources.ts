import type { Value } from '../../../manifest/dialects/value';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
import { isHelmTemplate } from '../helm-template';
import { textOf } from '../kubernetes-object';
import { isPlaceholder } from '../plugin-connection';

/**
 * What of a source is known to go wrong before anything is fetched: a path that is absolute (argo-cd v3.5.7,
 * `util/io/path/resolved.go`), values of a source that no other one is called (`reposerver/repository/repository.go`), and
 * a `source` beside `sources`, which alone count (`pkg/apis/application/v1alpha1/types.go`, `GetSources`).
 */
export const applicationSources = rule({
  code: 'argocd/application-sources',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const owners = [document.at('spec'), ...generatorsOf(document.root).map(({ value }) => value)];
    for (const owner of isHelmTemplate(document) ? [] : owners) {
      const spec = owner?.at('template', 'spec');
      const [source, sources] = [spec?.at('source'), spec?.at('sources')];
      const isMulti = sources?.isSequence === true && sources.items.length > 0;
      if (isMulti && source?.isMapping === true && source.key) {
        const message = 'Not read: where there are "sources", Argo CD takes nothing else. Make it one of them.';
        yield { range: source.key.range, message, severity: 'warning' };
      }
      const all = isMulti ? sources.items : source ? [source] : [];
      for (const each of all) {
        yield* absolutePath(each.at('path'));
        yield* unknownReferences(each, all);
      }
    }
  },
});

function* absolutePath(path: Value | undefined): Generator<RuleRemark> {
  const text = textOf(path);
  if (path && text?.startsWith('/') === true) {
    const kept = text.replace(/^\/+/, '') || '.';
    const message = `Argo CD ends in "${text}: app path is absolute": a path begins at the root of the repository, without a slash.`;
    yield { range: path.range, message, fix: { title: 'Leave out the slash', replace: kept } };
  }
}

/** `$name/values.yaml` is a file of the source whose `ref` is `name`. */
function* unknownReferences(source: Value, all: readonly Value[]): Generator<RuleRemark> {
  const references = all.flatMap((each) => each.at('ref') ?? []);
  const isKnown = references.every((each) => textOf(each) !== undefined && !isPlaceholder(each.text));
  const names = references.map(({ text }) => text);
  for (const file of isKnown ? (source.at('helm', 'valueFiles')?.items ?? []) : []) {
    const name = /^\$([\w.-]+)\//.exec(textOf(file) ?? '')?.[1];
    if (name !== undefined && !names.includes(name)) {
      const message =
        names.length === 0
          ? `Argo CD ends in 'source referenced "$${name}", but no source has a 'ref' field defined': give a source of the list "ref: ${name}".`
          : `Argo CD ends in 'source referenced "$${name}", which is not one of the available sources': there is ${names.map((each) => `"$${each}"`).join(', ')}.`;
      yield { range: file.range, message };
    }
  }
}
