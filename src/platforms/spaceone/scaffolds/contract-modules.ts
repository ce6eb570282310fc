import type { ScaffoldFile } from '../../../base/scaffold';
import { apiMethods, secretKeys, type ApiMethod } from './api-methods';

/** A plugin whose contract is not a class of the framework's but services of its own. */
export interface ServedContract {
  readonly style: 'PROTO' | 'GRPCServer';
  /** The platform service whose API it implements. */
  readonly owner: string;
  /** Dotted. */
  readonly package: string;
  /** The module with a function for each method, as a PluginServer has it: `@app.route("Service.method")` above each. */
  readonly contract: string;
}

/** A function of the contract. */
interface Handler {
  readonly service: string;
  readonly method: string;
  /** ` -> dict`; empty where the function says nothing of it. */
  readonly returns: string;
  /** Its docstring and statements, indented as in the function. */
  readonly body: string;
  readonly api: ApiMethod;
}

/**
 * The modules of a package, relative to it, that serve a contract: for each service one class that answers its methods and
 * one that hands gRPC's messages to it, the module that the framework looks for, and what is masked in the log.
 */
export function contractModules(served: ServedContract): ScaffoldFile[] {
  const handlers = handlersOf(served);
  const services = [...new Set(handlers.map(({ service }) => service))];
  const of = (service: string): Handler[] => handlers.filter((handler) => handler.service === service);
  const folder = servicerFolder(served.style);
  return [
    ...services.flatMap((service) => [
      { path: `service/${moduleOf(service)}_service.py`, text: serviceText(service, of(service), served) },
      { path: `${folder}/${moduleOf(service)}.py`, text: servicerText(service, of(service), served) },
    ]),
    { path: 'service/__init__.py', text: '' },
    ...entryModules(services, served),
    { path: 'conf/__init__.py', text: '' },
    { path: 'conf/global_conf.py', text: configText(handlers) },
  ];
}

/** The folder of a package in which the framework's generation has the servicers. */
export function servicerFolder(style: ServedContract['style']): string {
  return style === 'PROTO' ? 'api/plugin' : 'interface/grpc';
}

/** The module of a service within a package, such as `service/data_source_service.py`. */
export function serviceFile(service: string): string {
  return `service/${moduleOf(service)}_service.py`;
}

/** The functions of the contract that the API of this generation knows. */
function handlersOf({ contract, owner, style }: ServedContract): Handler[] {
  const functions = contract.matchAll(
    /^@app\.route\("(\w+)\.(\w+)"\)\ndef \w+\(params: dict\)( -> [^:\n]+)?:\n((?:(?: {4}.*)?\n)+)/gm,
  );
  return [...functions].flatMap(([, service = '', method = '', returns = '', body = '']) => {
    const api = apiMethods[owner]?.[service]?.[method];
    return api && !(api.isNew && style === 'PROTO') ? [{ service, method, returns, body: body.trimEnd(), api }] : [];
  });
}

/** What stands before the first function but for the server: imports and constants, each paragraph for itself. */
function preamble(contract: string): string[] {
  const [head = ''] = contract.split(/^@app\.route/m);
  return head
    .replace(/^"""(?:[^"]|"(?!""))*"""\n/, '')
    .trim()
    .split(/\n(?=\S)/)
    .map((statement) => statement.trimEnd());
}

/** The statements of the preamble that the text needs, by the names that they bring. */
function neededBy(text: string, contract: string): { readonly imports: string[]; readonly others: string[] } {
  const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
  const statements = preamble(contract).flatMap((statement) => {
    const [, module, names] = /^from (\S+) import (.+)$/.exec(statement) ?? [];
    if (module === undefined || names === undefined || module === '__future__') {
      return [];
    }
    const used = names.split(', ').filter(uses);
    return used.length > 0 ? [{ module, text: `from ${module} import ${used.join(', ')}` }] : [];
  });
  return {
    imports: statements.filter(({ module }) => !module.includes('.')).map((each) => each.text),
    others: statements.filter(({ module }) => module.includes('.')).map((each) => each.text),
  };
}

function serviceText(service: string, handlers: readonly Handler[], { contract }: ServedContract): string {
  const methods = handlers.map(({ method, returns, body, api }) =>
    [
      '    @transaction',
      `    @check_required(${listText(api.required)})`,
      `    def ${method}(self, params: dict)${returns}:`,
      body.replace(/^(?=.)/gm, '    '),
    ].join('\n'),
  );
  const { imports, others } = neededBy(handlers.map(({ returns, body }) => `${returns}\n${body}`).join('\n'), contract);
  const head = [
    `"""The contract of ${service}: what the platform calls, in the order in which it calls it."""`,
    'from __future__ import annotations',
    imports.join('\n'),
    'from spaceone.core.service import BaseService, check_required, transaction',
    others.join('\n'),
  ];
  return `${head.filter(Boolean).join('\n\n')}\n\n\nclass ${service}Service(BaseService):\n    resource = "${service}"\n\n${methods.join('\n\n')}\n`;
}

function servicerText(service: string, handlers: readonly Handler[], served: ServedContract): string {
  const { owner, style, package: packageName } = served;
  const [module, isOld] = [moduleOf(service), style === 'PROTO'];
  const pb2 = `${module}_pb2`;
  const answers = handlers.map(({ api }) => api.answers);
  const external = [
    ...(isOld && answers.includes(undefined) ? ['from google.protobuf.empty_pb2 import Empty'] : []),
    ...(isOld && answers.some((each) => each !== undefined)
      ? ['from google.protobuf.json_format import ParseDict']
      : []),
    `from spaceone.api.${owner}.plugin import ${pb2}, ${pb2}_grpc`,
    'from spaceone.core.pygrpc import BaseAPI',
  ];
  const methods = handlers.map(({ method, api }) => {
    const message = (answer: string): string =>
      isOld ? `ParseDict(${answer}, ${pb2}.${api.answers ?? ''}())` : `self.dict_to_message(${answer})`;
    const call = `${service}Service(metadata).${method}(params)`;
    return [
      `    def ${method}(self, request, context):`,
      '        params, metadata = self.parse_request(request, context)',
      ...(api.answers === undefined
        ? [`        ${call}`, `        return ${isOld ? 'Empty()' : 'self.empty()'}`]
        : api.streams
          ? [`        for answer in ${call}:`, `            yield ${message('answer')}`]
          : [`        return ${message(call)}`]),
    ].join('\n');
  });
  return [
    ...external,
    '',
    `from ${packageName}.service.${module}_service import ${service}Service`,
    '',
    '',
    `class ${service}(BaseAPI, ${pb2}_grpc.${service}Servicer):`,
    `    pb2 = ${pb2}`,
    `    pb2_grpc = ${pb2}_grpc`,
    '',
    methods.join('\n\n'),
    '',
  ].join('\n');
}

/** What the framework imports to find the services. */
function entryModules(
  services: readonly string[],
  { style, package: packageName }: ServedContract,
): readonly ScaffoldFile[] {
  if (style === 'PROTO') {
    const lines = services.map((service) => `    "${packageName}.api.plugin.${moduleOf(service)}": ["${service}"],`);
    return [
      { path: 'api/__init__.py', text: '' },
      { path: 'api/plugin/__init__.py', text: '' },
      { path: 'conf/proto_conf.py', text: `PROTO = {\n${lines.join('\n')}\n}\n` },
    ];
  }
  const imports = services.map(
    (service) => `from ${packageName}.interface.grpc.${moduleOf(service)} import ${service}`,
  );
  const adds = services.map((service) => `app.add_service(${service})`);
  const text = `from spaceone.core.pygrpc.server import GRPCServer\n\n${imports.join('\n')}\n\napp = GRPCServer()\n${adds.join('\n')}\n`;
  return [
    { path: 'interface/__init__.py', text: '' },
    { path: 'interface/grpc/__init__.py', text },
  ];
}

/** The log has every request; without these rules with its secrets (spaceone-core 1.12.39 and 2.0.144, logger/filters). */
function configText(handlers: readonly Handler[]): string {
  const rules = handlers.flatMap(({ service, method, api }) => {
    const hidden = api.required.filter((key) => secretKeys.includes(key));
    return hidden.length > 0 ? [`                "${service}.${method}": ${listText(hidden)},`] : [];
  });
  const tree =
    rules.length === 0
      ? ['LOG = {"filters": {"masking": {"rules": {}}}}']
      : [
          ...['LOG = {', '    "filters": {', '        "masking": {', '            "rules": {'],
          ...rules,
          ...['            }', '        }', '    }', '}'],
        ];
  return ['# The log has every request. What stands here is hidden in it.', ...tree, ''].join('\n');
}

function listText(words: readonly string[]): string {
  return `[${words.map((word) => `"${word}"`).join(', ')}]`;
}

/** `data_source` of `DataSource`. */
function moduleOf(service: string): string {
  return service.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
}
