import { rule } from '../../../manifest/rule';
import { knownText } from '../registered-plugins';

/**
 * The Repository asks a registry for the tags of the image as it is written, and answers `ERROR_NO_IMAGE_IN_REGISTRY`
 * when there are none (cloudforet-io/repository 1058e448): Docker Hub has no host in its names, and no registry has names with
 * capitals.
 */
export const imageInRegistry = rule({
  code: 'spaceone/image-in-registry',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    const place = document.at('image');
    const image = knownText(place);
    const registry = document.at('registry_type');
    if (!place || image === undefined) {
      return;
    }
    const [first = '', ...rest] = image.split('/');
    const isOfDockerHub = registry === undefined || ['DOCKER_HUB', ''].includes(registry.text);
    if (rest.length > 0 && isOfDockerHub && /[.:]|^localhost$/.test(first)) {
      yield {
        range: place.rangeOf(0, first.length),
        message: `"${first}" is the host of a registry: Docker Hub is asked for an image of that whole name, and has none. Write the image without it.`,
        fix: { title: 'Remove the host', range: place.range, replace: rest.join('/') },
      };
    } else if (/[A-Z]/.test(image)) {
      yield {
        range: place.range,
        message: 'The name of an image has lower case letters only: no registry has one with capitals.',
        fix: { title: 'Write it in lower case', replace: image.toLowerCase() },
      };
    }
  },
});
