import { nearestWord } from '../../../base/nearest-word';
import { rule } from '../../../manifest/rule';
import { addedKeys } from '../added-keys';
import { isHelmTemplate } from '../helm-template';
import { templateOptions, usesGoTemplate } from '../template-text';

const options = ['missingkey=error', 'missingkey=zero', 'missingkey=default', 'missingkey=invalid'];

/**
 * `Template.Option` of Go panics on what it does not know; without `missingkey=error` a slip becomes a name (argo-cd
 * v3.5.7, `applicationset/utils/utils.go`).
 */
export const missingKeyOption = rule({
  code: 'argocd/missing-key-option',
  kinds: ['argocd.application-set'],
  severity: 'info',
  *check({ document }) {
    const spec = document.at('spec');
    const list = spec?.at('goTemplateOptions');
    if (usesGoTemplate(document) === false && list && list.items.length > 0) {
      yield {
        range: list.key?.range ?? list.range,
        message: 'Only Go templates read these options: without "goTemplate: true" they change nothing.',
      };
    }
    if (usesGoTemplate(document) !== true) {
      return;
    }
    const given = templateOptions(document);
    for (const option of given) {
      if (!options.includes(option.text)) {
        const message = `Go's template engine panics on this option: it knows ${options.slice(0, 3).join(', ')}.`;
        yield { range: option.range, message, severity: 'error' };
      }
    }
    const isMisspelt = spec?.keys.some((key) => nearestWord(key, ['goTemplateOptions']) !== undefined);
    const isSet = isMisspelt === true || given.some(({ text }) => text.startsWith('missingkey='));
    const place = spec?.at('goTemplate')?.key;
    if (isSet || !place || list?.isMasked === true || isHelmTemplate(document)) {
      return;
    }
    const option = "goTemplateOptions: ['missingkey=error']";
    const fix = list ? undefined : addedKeys('Add missingkey=error', spec, [option], document);
    const message =
      'Without the option "missingkey=error" a parameter that is missing becomes the text "<no value>", in names as well.';
    yield { range: place.range, message, ...(fix ? { fix } : {}) };
  },
});
