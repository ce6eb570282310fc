import { rule } from '../../../manifest/rule';
import { sourceKinds, sourcesIn, textAt } from '../package-sources';

/** Only `"` and `'` quote a value (YAML 1.2 §7.3); others belong to its text. */
export const typographicQuotes = rule({
  code: 'bksops/typographic-quotes',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    for (const source of sourcesIn(document)) {
      const details = source.at('details');
      for (const value of [...source.properties, ...(details?.properties ?? [])]) {
        const text = textAt(value);
        const quote = text === undefined ? undefined : /^[“”„‘’‚«»＂＇「」]|[“”‘’«»＂＇「」]$/u.exec(text)?.[0];
        if (text !== undefined && quote !== undefined && value.key?.text !== 'desc') {
          const message = `The quote character ${quote} belongs to the value: only " and ' quote one.`;
          const bare = text.replace(/^[“”„‘’‚«»＂＇「」]|[“”‘’«»＂＇「」]$/gu, '');
          yield { range: value.range, message, fix: { title: 'Quote with "', replace: JSON.stringify(bare) } };
        }
      }
    }
  },
});
