import { rule } from '../../../manifest/rule';
import { writeScalar } from '../../../manifest/edit/write-value';
import { chosenEndpoint, registrationsIn } from '../endpoint-names';
import { deployedId, knownText } from '../registered-plugins';

/** Choices beyond these are found by completion. */
const MOST_CHOICES = 10;

/**
 * The plugin service runs an image by its tag, and the Repository lists those that there are (`Plugin.get_versions`;
 * spaceone-api 2.0.435 and 1.12.54). In the mode AUTO the platform takes the newest one whatever stands here, which `version-not-kept` says.
 */
export const unknownVersion = rule({
  code: 'spaceone/unknown-version',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document, names }) {
    const id = deployedId(document);
    const version = document.at('plugin_info', 'version');
    const given = knownText(version);
    const isKept = document.at('plugin_info', 'upgrade_mode')?.text === 'MANUAL';
    if (!id || !version || given === undefined || !isKept) {
      return;
    }
    const registrations = registrationsIn(names, id.text);
    const isKnown = registrations.every(({ versions, hasAllVersions }) => versions && hasAllVersions);
    const known = [...new Set(registrations.flatMap(({ versions = [] }) => versions))];
    if (!isKnown || known.length === 0 || known.includes(given)) {
      return;
    }
    const shown = known.slice(0, MOST_CHOICES);
    const more = known.length > shown.length ? ', …' : '';
    yield {
      range: version.range,
      message: `${chosenEndpoint(names)?.name ?? 'The Repository'} has no version "${given}" of "${id.text}": it has ${shown.join(', ')}${more}.`,
      choices: shown.map((each) => ({ title: `Change to ${each}`, replace: writeScalar(each, document.dialect) })),
    };
  },
});
