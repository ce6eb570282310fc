import { textReading, type Dialect, type Reading } from './dialect';
import { k8s } from './k8s-dialect';
import { mayMean, pyyaml } from './pyyaml-dialect';

/** YAML for our own formats, which nobody else reads: what two common readers take differently is surprising. */
export const strict: Dialect = {
  reader: 'the workbench',
  stringKeysOnly: true,
  uniqueAnchors: true,
  refusesTabs: false,
  read(text: string, tag?: string): Reading {
    if (tag === undefined && !mayMean.test(text)) {
      return textReading(text);
    }
    const ours = tag === undefined ? readPlain(text) : pyyaml.read(text, tag);
    const agreed = [pyyaml.read(text, tag), k8s.read(text, tag)].every(
      (other) => other.type === ours.type && Object.is(other.value, ours.value),
    );
    return agreed ? ours : { ...ours, surprising: true };
  },
};

/** Only what YAML 1.2 means: `true`, `false`, `null` and decimal numbers; everything else is text. */
function readPlain(text: string): Reading {
  if (/^(?:true|True|TRUE|false|False|FALSE|~|null|Null|NULL|)$/.test(text)) {
    return pyyaml.read(text);
  }
  return /^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text) ? k8s.read(text) : textReading(text);
}
