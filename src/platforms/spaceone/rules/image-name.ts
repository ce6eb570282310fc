import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';

const longest = 48;

/**
 * The Repository makes the plugin id from the last part of the image and refuses any that is not 1 to 48 letters,
 * digits and hyphens (cloudforet-io/repository 1058e448, `ERROR_INVALID_IMAGE_NAME_FORMAT`, `…_LENGTH`).
 * Its pattern lets one wrong character pass at the very end: that is a warning.
 * Repositories of 1.x have taken underscores: the platform's own guide registers such an image.
 */
export const imageName = rule({
  code: 'spaceone/image-name',
  kinds: ['spaceone.register'],
  severity: 'error',
  *check({ document }) {
    const image = document.at('image');
    if (!image?.isString || image.isMasked || image.text === '') {
      return;
    }
    const start = image.text.lastIndexOf('/') + 1;
    const name = image.text.slice(start).replace(/[:@].*/s, '');
    const range = name === '' ? image.range : image.rangeOf(start, start + name.length);
    const wrong = /[^A-Za-z0-9-]/u.exec(name);
    if (name === '') {
      yield { range, message: '"image" must end in the name of the plugin, such as "plugin-example".' };
    } else if (wrong) {
      const isOldAndMild = typeOf(document)?.key === 'service_type' && /^[\w-]+$/.test(name);
      const isPassed = wrong.index + 1 === image.text.length - start;
      yield {
        range,
        message: `The last part of "image" becomes the plugin id: the Repository takes letters, digits and hyphens, and refuses "${wrong[0]}".`,
        severity: isOldAndMild || isPassed ? 'warning' : 'error',
      };
    }
    if (name.length > longest) {
      yield {
        range,
        message: `The last part of "image" becomes the plugin id: the Repository takes at most ${longest} characters, not ${name.length}.`,
      };
    }
  },
});
