import { basename } from '../../base/paths';
import type { ServerRefusal } from '../../runtime/calls/caller';
import type { Raised } from '../../runtime/processes/traceback';
import type { AboutCall, Explanation } from '../platform';
import { readErrorText } from './error-text';
import type { SpaceonePlugin } from './plugin-finder';
import { adviceOn, type RaisedAdvice } from './raised-advice';

/** What is known of a plugin that failed. */
type Known = Partial<Pick<SpaceonePlugin, 'type' | 'style' | 'folder' | 'methods' | 'entry'>>;

/** The same, and whether its server is one of the workbench's own, whose log a person has. */
interface About extends Known {
  readonly isOurs: boolean;
  readonly raised: Raised | undefined;
}

/**
 * What a refusal means and what to do about it, in SpaceONE's terms; without advice when the error says it all. What the
 * plugin's log tells of the call comes first, then the id of the error, and its status last.
 * Error ids as in `spaceone/core/error.py` of spaceone-core 2.0.144; a plugin's own classes come with INVALID_ARGUMENT or INTERNAL.
 */
export function explain(
  { status, details }: ServerRefusal,
  plugin?: Known,
  { call, raised }: Partial<AboutCall> = {},
): Explanation {
  const { errorId, message } = readErrorText(details);
  const id = { id: errorId, message: message === '' ? undefined : message };
  if (plugin && call !== undefined && lacksHandler(plugin, call, message)) {
    return { ...id, next: writeHandler(plugin, shortName(call)), where: plugin.entry };
  }
  const about = { isOurs: plugin !== undefined, raised, ...plugin };
  const ofId = errorId === undefined ? undefined : ofError(errorId, message, about);
  const advice = (raised && adviceOn(raised, plugin?.folder)) ?? ofId ?? ofStatus(status, errorId, about);
  const { next, intent } = typeof advice === 'string' ? { next: advice } : (advice ?? {});
  return { ...id, next, ...(intent && { intent }) };
}

/**
 * The framework answers for a method that nobody wrote: a plugin server by calling nothing, a servicer by the class that
 * protoc made (both spaceone-core 2.0.144), and a service that is not there by gRPC itself.
 */
function lacksHandler({ methods }: Known, call: string, message: string): boolean {
  return (
    methods?.some(({ name }) => name === shortName(call)) === false &&
    /^(?:'NoneType' object is not callable|Method not (?:implemented|supported|found)!?)/.test(message)
  );
}

function writeHandler({ style, type }: Known, method: string): string {
  const how =
    style === 'PluginServer'
      ? `write a function with @app.route('${method}')`
      : `write ${method.slice(method.indexOf('.') + 1)} in its servicer ${method.slice(0, method.indexOf('.'))}`;
  return `${method} has no handler: ${how}, or leave it where ${type ?? 'its type'} can do without.`;
}

/** `Collector.init` of `spaceone.api.inventory.plugin.Collector.init`. */
function shortName(call: string): string {
  return call.split('.').slice(-2).join('.');
}

type Advice = string | RaisedAdvice;

/** A plugin passes the caller's credentials on; any other server looks at the token of the caller itself. */
function refusedCaller({ isOurs }: About): Advice {
  return isOurs
    ? {
        next: 'The remote service refused the credentials: check the credential profile.',
        intent: { is: 'give credentials' },
      }
    : { next: 'The server refuses the caller: give a token that it takes.', intent: { is: 'give a token' } };
}

function ofError(errorId: string, message: string, plugin: About): Advice | undefined {
  switch (errorId) {
    case 'ERROR_REQUIRED_PARAMETER':
      return requiredParameter(message, plugin);
    case 'ERROR_INVALID_PARAMETER_TYPE': {
      const { key, type } = named(message);
      return key && `Give "${key}" in the request as ${typeName(type)}.`;
    }
    case 'ERROR_INVALID_PARAMETER': {
      const { key } = named(message);
      return key && `Correct "${key}" in the request.`;
    }
    case 'ERROR_UNKNOWN':
      return unknownError(message, plugin);
    case 'ERROR_NOT_IMPLEMENTED':
    case 'ERROR_UNSUPPORTED_API':
      return plugin.isOurs
        ? 'The plugin does not implement this method: write its handler, or leave the method out of what the plugin offers.'
        : undefined;
    case 'ERROR_AUTHENTICATE_FAILURE':
      return refusedCaller(plugin);
    case 'ERROR_PERMISSION_DENIED':
      return plugin.isOurs
        ? 'The credentials are valid but may not do this: widen their role, or choose another credential profile.'
        : 'The token is valid but may not do this: give one whose role may.';
    case 'ERROR_LOCATOR':
      return 'The framework cannot load a service, manager or connector: check that its package imports the class of that name.';
    case 'ERROR_CONNECTOR_CONFIGURATION':
    case 'ERROR_CONNECTOR_LOAD':
    case 'ERROR_CONNECTOR':
      return 'Check CONNECTORS in conf/global_conf.py and that its class can be imported.';
    case 'ERROR_CONFIGURATION':
    case 'ERROR_WRONG_CONFIGURATION':
    case 'ERROR_LOG_CONFIG':
    case 'ERROR_HANDLER_CONFIGURATION':
    case 'ERROR_CACHE_CONFIGURATION':
      return 'Correct conf/global_conf.py and restart the server.';
    case 'ERROR_MESSAGE_FORMAT':
      return 'An error was raised without the values that its message names: give them as keyword arguments.';
    case 'ERROR_REQUEST_TIMEOUT':
    case 'ERROR_GRPC_TIMEOUT':
      return plugin.isOurs
        ? 'Something that the plugin called did not answer in time: see the server log.'
        : 'Something that the server called did not answer in time.';
    default:
      return undefined;
  }
}

function requiredParameter(message: string, { isOurs }: About): Advice {
  const { key } = named(message);
  if (!key) {
    return 'Add the missing parameter to the request.';
  }
  return isOurs && (key === 'secret_data' || key.startsWith('secret_data.'))
    ? {
        next: `The plugin needs "${key}": put a credential profile into the request, secret_data: \${profile}.`,
        intent: { is: 'give credentials' },
      }
    : `Add "${key}" to the request.`;
}

/** ERROR_UNKNOWN wraps whatever Python exception the plugin let through. */
function unknownError(message: string, about: About): string | undefined {
  const { style, type = 'its type' } = about;
  if (
    style === 'PluginServer' &&
    /argument after \*\* must be a mapping, not (NoneType|str|int|list)|'NoneType' object is not iterable/.test(message)
  ) {
    return 'The handler returned no dictionary (a streaming one: no iterable of them): return what the method promises.';
  }
  const pydantic = /validation errors? for (\w+)/.exec(message)?.[1];
  if (style === 'PluginServer' && pydantic) {
    const [, below = ''] = message.split(/validation errors? for \w+\s+/, 2);
    const field = /^[\w >-]+(?=\n)/.exec(below)?.[0].trim();
    return pydantic.endsWith('Request')
      ? `The request lacks what ${pydantic} requires${field ? `: ${field}` : ''}.`
      : `The handler's answer is no ${pydantic}${field ? `: see ${field}` : ''}.`;
  }
  if (style === 'PluginServer' && message.includes("'NoneType' object is not callable")) {
    return `Check that a function is routed to this method of ${type}, with @app.route in main.py; else the traceback is in the server log.`;
  }
  return about.isOurs ? raisedSomewhere(about) : undefined;
}

function raisedSomewhere({ raised }: About): string {
  return raised?.at
    ? `The plugin raised it at ${basename(raised.at.file)}:${raised.at.line}: look there.`
    : 'The plugin raised an exception of its own: its traceback is in the server log.';
}

function ofStatus(status: string, errorId: string | undefined, about: About): Advice | undefined {
  if (!about.isOurs) {
    return status === 'UNAUTHENTICATED' || status === 'PERMISSION_DENIED' ? refusedCaller(about) : undefined;
  }
  const { type = 'its type' } = about;
  switch (status) {
    case 'UNIMPLEMENTED':
      return `The server does not offer this method: check that the plugin declares all services of ${type}.`;
    case 'UNAVAILABLE':
      return errorId === undefined
        ? 'The test server does not answer: see its log, then restart it.'
        : 'The plugin answered that something it calls itself cannot be reached: check its address and the network.';
    case 'DEADLINE_EXCEEDED':
      return 'The method took longer than the call waits: give it more time, or look for what it waits for in the server log.';
    case 'RESOURCE_EXHAUSTED':
      return 'The answer is larger than a gRPC message may be: send it as several items.';
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED':
      return refusedCaller(about);
    case 'INVALID_ARGUMENT':
      return 'The plugin refused the request: compare it with what the handler checks.';
    case 'UNKNOWN':
    case 'INTERNAL':
      return raisedSomewhere(about);
    default:
      return undefined;
  }
}

/** The `(key = …, type = …)` at the end of the framework's messages. */
function named(message: string): Readonly<Partial<Record<'key' | 'type', string>>> {
  const inner = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/.exec(message)?.[1] ?? message;
  const key = /\bkey = ([^,)\s]+)/.exec(inner)?.[1];
  const type = /\btype = (.+)/s.exec(inner.slice(inner.lastIndexOf(')') + 1))?.[1]?.trimEnd();
  return { ...(key && { key }), ...(type && { type }) };
}

/** Python's name of a type, as JSON says it. */
function typeName(type: string | undefined): string {
  const plain = /^(?:<class ')?(\w+)/.exec(type ?? '')?.[1];
  const names: Readonly<Record<string, string>> = {
    dict: 'an object',
    list: 'a list',
    str: 'a text',
    int: 'a number',
    float: 'a number',
    bool: 'true or false',
  };
  return names[plain ?? ''] ?? `the type that the plugin expects${plain ? ` (${plain})` : ''}`;
}

/**
 * The keys that a plugin server keeps of what `init` returns as metadata; others vanish without a word.
 * Undefined for types whose metadata is free. Models `PluginMetadata` of spaceone-inventory 2.0.dev247,
 * spaceone-notification 2.0.dev35 and spaceone-cost-analysis 2.0.108.
 */
export function metadataKeys(plugin: Pick<SpaceonePlugin, 'type' | 'style'>): readonly string[] | undefined {
  return plugin.style === 'PluginServer' ? kept[plugin.type] : undefined;
}

const kept: Readonly<Record<string, readonly string[]>> = {
  'inventory.Collector': [
    'supported_resource_type',
    'supported_schedules',
    'supported_features',
    'filter_format',
    'options_schema',
  ],
  'notification.Protocol': ['data_type', 'data'],
  'cost_analysis.DataSource': [
    'data_source_rules',
    'supported_secret_types',
    'currency',
    'alias',
    'use_account_routing',
    'account_connect_polices',
  ],
};
