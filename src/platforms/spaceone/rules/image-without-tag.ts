import { rule } from '../../../manifest/rule';

/**
 * Versions are the registry's tags and chosen by who deploys the plugin; the Repository takes `:` and `@` in no image
 * name (cloudforet-io/repository 1058e448, `ERROR_INVALID_IMAGE_NAME_FORMAT`).
 */
export const imageWithoutTag = rule({
  code: 'spaceone/image-tag',
  kinds: ['spaceone.register'],
  severity: 'error',
  *check({ document }) {
    const image = document.at('image');
    if (!image?.isString || image.isMasked) {
      return;
    }
    const tag = image.text.slice(image.text.lastIndexOf('/') + 1).search(/[:@]/);
    if (tag < 0) {
      return;
    }
    const start = image.text.lastIndexOf('/') + 1 + tag;
    const range = image.rangeOf(start, image.text.length);
    const fix = { title: 'Remove the tag', replace: range === image.range ? image.text.slice(0, start) : '' };
    yield { range, message: '"image" must have no tag: the version is chosen when the plugin is deployed.', fix };
  },
});
