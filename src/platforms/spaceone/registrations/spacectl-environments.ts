import type { Failure } from '../../../base/workbench-error';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { LineIndex } from '../../../manifest/parse/line-index';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { parseDocument } from '../../../manifest/parse/parse-document';
import type { Value } from '../../../manifest/dialects/value';
import { spaceoneYaml } from '../spaceone-yaml';
import { addressProblem, type Endpoint } from './endpoints';

/**
 * The files in which spacectl keeps its environments, in `~/.spaceone`: `environment.yml` names the current one,
 * `environments/NAME.yml` holds each (spacectl 2.0.10, conf/global_conf.py and conf/my_conf.py). Only texts are read
 * here, one environment at a time: a person may have thousands.
 */
const FILE_END = '.yml';

/** The names of the environments, by the files of the folder `environments`; sorted as people read them. */
export function environmentNames(fileNames: readonly string[]): string[] {
  // Made once for all comparisons: `localeCompare` makes one each time.
  const asPeopleRead = new Intl.Collator('en', { numeric: true });
  return fileNames
    .filter((file) => file.endsWith(FILE_END) && file.length > FILE_END.length)
    .map((file) => file.slice(0, -FILE_END.length))
    .sort(asPeopleRead.compare);
}

export function environmentFile(name: string): string {
  return `${name}${FILE_END}`;
}

export type CurrentEnvironment =
  | { readonly is: 'named'; readonly name: string }
  /** spacectl refuses to work until one is chosen. */
  | { readonly is: 'none'; readonly why: string };

/**
 * The environment that spacectl works in.
 * @param text of `environment.yml`; undefined when there is none
 * @param fallback the variable `SPACECTL_DEFAULT_ENVIRONMENT`, which counts where the file does not name one
 */
export function currentEnvironment(
  text: string | undefined,
  names: readonly string[],
  fallback?: string,
): CurrentEnvironment {
  const read = text === undefined ? undefined : readYaml(text);
  const named = read?.is === 'read' ? textOf(read.document.at('environment')) : undefined;
  if (named !== undefined && names.includes(named)) {
    return { is: 'named', name: named };
  }
  if (named === undefined && fallback !== undefined && names.includes(fallback)) {
    return { is: 'named', name: fallback };
  }
  return {
    is: 'none',
    why:
      read?.is === 'unreadable'
        ? `environment.yml cannot be read: ${read.why}`
        : named !== undefined
          ? `environment.yml names "${named}", which is not there.`
          : 'No environment is current.',
  };
}

/** What a file of the folder `environments` holds, without its token. */
export type SpacectlEnvironment =
  | {
      readonly is: 'endpoint';
      readonly name: string;
      /** Of the service that was asked for. */
      readonly address: string;
      readonly hasToken: boolean;
      readonly metadata: Readonly<Record<string, string>>;
    }
  /** It is right and says nothing of that service. */
  | { readonly is: 'without endpoint'; readonly name: string; readonly why: string; readonly next: string }
  /** `line` is 1-based. */
  | { readonly is: 'unreadable'; readonly name: string; readonly why: string; readonly line: number };

/** @param service Whose endpoint is meant, such as `inventory`. */
export function readEnvironment(name: string, text: string, service = 'repository'): SpacectlEnvironment {
  const read = readYaml(text);
  if (read.is === 'unreadable') {
    return { ...read, name };
  }
  const { document } = read;
  const endpoints = document.at('endpoints');
  const endpoint = endpoints?.at(service);
  const next = `Add it with "spacectl config endpoint add ${service} ADDRESS"`;
  if (!endpoint || endpoint.reading?.type === 'null') {
    const others = endpoints?.keys ?? [];
    const why =
      others.length > 0
        ? `It has endpoints for ${listed(others)}, and none for ${service}.`
        : `It has no endpoint for ${service}.`;
    return { is: 'without endpoint', name, why, next };
  }
  const address = textOf(endpoint)?.trim() ?? '';
  const problem = addressProblem(address);
  if (problem !== undefined) {
    const line = read.lineAt(endpoint.range.start);
    return { is: 'unreadable', name, why: `endpoints.${service}: ${problem}`, line };
  }
  return {
    is: 'endpoint',
    name,
    address,
    hasToken: tokenIn(document) !== undefined,
    metadata: Object.fromEntries(
      ['x_domain_id', 'x_workspace_id'].flatMap((key) => {
        const value = textOf(document.at(key));
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  };
}

/** The services of which an environment has an endpoint; none for a file that cannot be read. */
export function servicesOf(text: string): readonly string[] {
  const read = readYaml(text);
  return read.is === 'read' ? (read.document.at('endpoints')?.keys ?? []) : [];
}

/** Why an environment leads to no such service, and what to do in its file. */
export function environmentFailure(
  environment: Exclude<SpacectlEnvironment, { is: 'endpoint' }>,
  file: string,
): Failure {
  const isUnreadable = environment.is === 'unreadable';
  return {
    what: environment.why,
    where: isUnreadable ? { file, line: environment.line } : { file },
    next: { title: isUnreadable ? 'Correct the file' : environment.next },
  };
}

/**
 * The endpoint of an environment. Its token stays in spacectl's file and is read from there each time, so that
 * `spacectl config set` counts at once.
 */
export function spacectlEndpoint(
  { name, address, metadata }: Extract<SpacectlEnvironment, { is: 'endpoint' }>,
  read: () => Promise<string | undefined>,
): Endpoint {
  return {
    id: `spacectl:${name}`,
    name,
    address,
    origin: 'spacectl',
    metadata,
    token: async () => {
      const text = await read();
      const file = text === undefined ? undefined : readYaml(text);
      return file?.is === 'read' ? tokenIn(file.document) : undefined;
    },
  };
}

/** `token` counts where the key is there, whatever it holds, and `api_key` elsewhere (spacectl 2.0.10, command/execute.py). */
function tokenIn(document: ManifestDocument): string | undefined {
  return textOf(document.at('token') ?? document.at('api_key'));
}

type Read =
  | { readonly is: 'read'; readonly document: ManifestDocument; readonly lineAt: (offset: number) => number }
  | { readonly is: 'unreadable'; readonly why: string; readonly line: number };

function readYaml(text: string): Read {
  const lines = new LineIndex(text);
  const [cut, second] = cutDocuments(text);
  const lineAt = (offset: number): number => lines.positionAt((cut?.start ?? 0) + offset).line + 1;
  if (second && parseDocument(second.text).root) {
    const line = lines.positionAt(second.start).line + 1;
    return { is: 'unreadable', why: 'It holds more than one YAML document.', line };
  }
  const document = new ManifestDocument(parseDocument(cut?.text ?? ''), spaceoneYaml);
  const [problem] = document.parsed.problems;
  if (problem) {
    // The message of a syntax error may quote the text, which may be a token.
    return { is: 'unreadable', why: 'It is not valid YAML.', line: lineAt(problem.range.start) };
  }
  return document.root && !document.root.isMapping && document.root.reading?.type !== 'null'
    ? { is: 'unreadable', why: 'It holds no keys.', line: 1 }
    : { is: 'read', document, lineAt };
}

function textOf(value: Value | undefined): string | undefined {
  return value?.isString && value.text !== '' ? value.text : undefined;
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 5);
  const more = words.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
