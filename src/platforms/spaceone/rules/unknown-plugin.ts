import { nearestWord } from '../../../manifest/nearest-word';
import { rule } from '../../../manifest/rule';
import { writeScalar } from '../../../manifest/write-value';
import { deployedId, pluginSort, registeredPlugins, type RegisteredPlugin } from '../registered-plugins';

/**
 * The service asks the Repository for the plugin and ends in `ERROR_NO_PLUGIN` when it has none. It knows more plugins
 * than a workspace has manifests of: only an id that is almost one of these is doubtful.
 */
export const unknownPlugin = rule({
  code: 'spaceone/unknown-plugin',
  kinds: ['spaceone.deploy'],
  severity: 'info',
  *check({ document, names }) {
    const id = deployedId(document);
    if (!id || !names.isComplete || names.definitions(pluginSort, id.text).length > 0) {
      return;
    }
    const { range, text } = id;
    const known = registeredPlugins(names);
    const meant = known.find(({ image }) => image === text) ?? known.find((plugin) => isAlmost(text, plugin));
    if (meant) {
      const replace = writeScalar(meant.id, document.dialect);
      const { file, at } = meant.at;
      yield {
        range,
        message: `No register manifest of this workspace has "${text}": did you mean "${meant.id}"?`,
        severity: 'warning',
        fix: { title: `Change to ${meant.id}`, replace },
        related: [{ file, at, message: `"${meant.id}" is registered here.` }],
      };
    } else if (known.length > 0) {
      yield { range, message: `No register manifest of this workspace has "${text}"; the Repository may know it.` };
    }
  },
});

/**
 * The same words in other separators, cases or order, or one word misspelt. Ids that differ in a short word, such as
 * ec2 and ecs, are those of two plugins.
 */
function isAlmost(text: string, { id }: RegisteredPlugin): boolean {
  const [written, known] = [wordsOf(text), wordsOf(id)];
  if (written.join('') === known.join('') || written.toSorted().join(' ') === known.toSorted().join(' ')) {
    return true;
  }
  const others = known.filter((word, index) => word !== written[index]);
  const [word = ''] = written.filter((each, index) => each !== known[index]);
  return (
    written.length === known.length &&
    others.length === 1 &&
    others.every((other) => Math.min(word.length, other.length) > 3 && nearestWord(word, [other]) !== undefined) &&
    !/\d/.test(word + others.join(''))
  );
}

function wordsOf(id: string): string[] {
  return id.toLowerCase().split(/[^a-z0-9]+/);
}
