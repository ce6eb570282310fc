import { rule } from '../../../manifest/rule';
import { factsOf, knownText, lastPart, registeredId, registeredPlugins } from '../registered-plugins';

/**
 * A domain's Repository takes an id once (cloudforet-io/repository 1058e448). Manifests of one image are one plugin's, for
 * several Repositories, and those of the other generation never meet these.
 */
export const idOfAnotherImage = rule({
  code: 'spaceone/id-of-another-image',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document, names }) {
    const id = registeredId(document);
    const { generation } = factsOf(document);
    const own = knownText(document.at('image'));
    if (!id || own === undefined || !names.isComplete) {
      return;
    }
    const image = lastPart(own);
    const others = registeredPlugins(names, id.name).filter(
      (other) => other.generation === generation && other.image !== '' && other.image !== image,
    );
    if (others.length > 0) {
      yield {
        range: id.range,
        message: `"${id.name}" is also the id of another image: a Repository registers it once in a domain.`,
        related: others.map(({ at: { file, at }, image: other }) => ({
          file,
          at,
          message: `Registered here with the image "${other}".`,
        })),
      };
    }
  },
});
