import { getOwn } from '../../../base/own-key';
import { quote } from '../go/quote';
import { commonSecret } from '../plugin-connection';
import { ControllerError } from './controller-error';

/** What the controller finds in its own namespace. */
export interface ControllerObjects {
  readonly namespace: string;
  /** The `data` of a ConfigMap; undefined where there is none of that name. */
  configMap(name: string): Readonly<Record<string, string>> | undefined;
  /** The values of a Secret, decoded; undefined where there is none of that name. */
  secret(name: string): Readonly<Record<string, string>> | undefined;
}

/** How the controller reaches a plugin's server. */
export interface PluginConnection {
  readonly baseUrl: string;
  readonly token: string;
  /** The Secret has no such key: the controller sends the reference itself as the token. */
  readonly isTokenMissing: boolean;
  /** How long the whole call may take; undefined for a negative time, which sets no end. */
  readonly withinMs: number | undefined;
  /** The address stands in the ConfigMap, and no front end has given another. */
  readonly isFromFile: boolean;
}

/** The ways in which a front end differs from what the manifests say. */
export interface ConnectionInstead {
  /** Asked in the place of the ConfigMap's `baseUrl`. */
  readonly baseUrl?: string | undefined;
  /** Sent in the place of the Secret's value. */
  readonly token?: string | undefined;
  /** The server may stand at a breakpoint: no call is given up. */
  readonly isPatient?: boolean;
}

/** Unless the ConfigMap says otherwise. */
const DEFAULT_SECONDS = 30;

/**
 * Resolves a plugin generator's ConfigMap and Secret as the controller does: in its own namespace, with no look at labels,
 * and what stands behind a second colon of the token is ignored (argo-cd v3.5.7, `applicationset/generators/plugin.go`).
 * @throws ControllerError such as `error fetching ConfigMap: configmaps "x" not found`
 */
export function connectionOf(
  configMap: string,
  objects: ControllerObjects,
  instead: ConnectionInstead = {},
): PluginConnection {
  const data = objects.configMap(configMap);
  if (!data) {
    throw new ControllerError(`error fetching ConfigMap: configmaps ${quote(configMap)} not found`);
  }
  const [baseUrl, reference] = ['baseUrl', 'token'].map((key) => getOwn(data, key) ?? '');
  if (!baseUrl) {
    throw new ControllerError('error fetching ConfigMap: baseUrl not found in ConfigMap');
  }
  if (!reference) {
    throw new ControllerError('error fetching ConfigMap: token not found in ConfigMap');
  }
  const token = instead.token === undefined ? tokenOf(reference, objects) : { value: instead.token, isMissing: false };
  return {
    baseUrl: instead.baseUrl ?? baseUrl,
    token: token.value,
    isTokenMissing: token.isMissing,
    withinMs: instead.isPatient === true ? undefined : limitOf(getOwn(data, 'requestTimeout')),
    isFromFile: instead.baseUrl === undefined,
  };
}

/** The connection of a front end that gives both itself, where the ConfigMap is not at hand. */
export function connectionTo(baseUrl: string, token: string): PluginConnection {
  return { baseUrl, token, isTokenMissing: false, withinMs: limitOf(undefined), isFromFile: false };
}

function tokenOf(reference: string, objects: ControllerObjects): { value: string; isMissing: boolean } {
  if (!reference.startsWith('$')) {
    const words = "token is empty, or does not reference a secret key starting with '$'";
    throw new ControllerError(`error fetching Secret token: ${words}: ${reference}`);
  }
  const [first = '', second] = reference.slice(1).split(':');
  const [name, key] = second === undefined ? [commonSecret, first] : [first, second];
  const values = objects.secret(name);
  if (!values) {
    const words = `error fetching secret ${objects.namespace}/${name}: secrets ${quote(name)} not found`;
    throw new ControllerError(`error fetching Secret token: ${words}`);
  }
  const value = getOwn(values, key);
  return value === undefined ? { value: `$${key}`, isMissing: true } : { value: value.trim(), isMissing: false };
}

function limitOf(requestTimeout: string | undefined): number | undefined {
  const seconds = requestTimeout === undefined ? 0 : wholeNumber(requestTimeout);
  return seconds < 0 ? undefined : (seconds || DEFAULT_SECONDS) * 1000;
}

/** As Go's `strconv.Atoi` reads it, on a machine of 64 bits. */
function wholeNumber(text: string): number {
  const refuse = (why: string): never => {
    throw new ControllerError(`error set requestTimeout : strconv.Atoi: parsing ${quote(text)}: ${why}`);
  };
  if (!/^[-+]?\d+$/.test(text)) {
    return refuse('invalid syntax');
  }
  const exact = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, exact) === exact ? Number(exact) : refuse('value out of range');
}
