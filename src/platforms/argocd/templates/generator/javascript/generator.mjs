// @ts-check
/** What the Applications of an ApplicationSet are made of: the part to change. */

/** @type {Record<string, Record<string, string>>} */
const environments = {
  dev: { revision: 'HEAD', replicas: '1' },
  prod: { revision: 'HEAD', replicas: '3' },
};

/** An input that the generator cannot use; the controller then keeps all Applications as they are. */
export class Refused extends Error {}

/**
 * One parameter set for each environment that the ApplicationSet's input names.
 *
 * Texts reach the templates as they are; a number would be a float there, and 1234567 read 1.234567e+06. An empty list
 * is an answer too, and makes the controller delete every Application of the set: refuse what makes no sense.
 *
 * @param {Record<string, unknown>} parameters
 * @returns {Record<string, string>[]}
 */
export function parameterSets(parameters) {
  const wanted = parameters.environments;
  if (!Array.isArray(wanted) || wanted.length === 0) {
    throw new Refused('Name environments in input.parameters, such as [dev, prod].');
  }
  const names = Object.keys(environments);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Refused(`There is no environment ${JSON.stringify(unknown)}. There are ${names.join(', ')}.`);
  }
  return [...new Set(wanted)].map((name) => ({ environment: name, ...environments[name] }));
}
