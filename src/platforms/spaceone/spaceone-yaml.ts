import { numberReading, otherReading, type Dialect } from '../../manifest/dialects/dialect';
import { pyyaml } from '../../manifest/dialects/pyyaml-dialect';

/**
 * PyYAML with the one change that spaceone-core makes to its loader, and that spacectl inherits: an exponent makes
 * a number without a point (spaceone-core 2.0.144, `core/utils.py`).
 */
export const spaceoneYaml: Dialect = {
  ...pyyaml,
  reader: 'spacectl',
  read(text, tag) {
    const exponent = /^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+|\._*[0-9][0-9_]*[eE][-+][0-9]+)$/;
    if (tag === undefined && /^\._+$/.test(text)) {
      return otherReading('a broken number');
    }
    return tag === undefined && exponent.test(text)
      ? numberReading(Number(text.replaceAll('_', '')), text)
      : pyyaml.read(text, tag);
  },
};
