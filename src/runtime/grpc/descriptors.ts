import { create, createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import type { DescService, FileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { DescriptorProto, FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { bundledFile } from './bundled-files';
import { declarationsIn } from './declarations';
import { GrpcProblem } from './problem';
import { lengthDelimited } from './wire-fields';

/** More files than this are no plugin's: a server that invents imports is not followed for ever. */
const MOST_FILES = 2000;
/** Messages, fields, values and methods of all files of a server; all of spaceone-api has some 20,000. */
const MOST_DECLARATIONS = 100_000;
/** Declarations in all registries: each service is put together with everything that its file imports. */
const MOST_REGISTERED = 2_000_000;

/** Where descriptor files come from: a server's reflection, or a set that was read before. */
export interface DescriptorSource {
  /** Full names of the services there are. */
  services(): Promise<string[]>;
  /** The file that declares the service, perhaps with files that it imports; none when it is not known. */
  filesOf(service: string): Promise<Uint8Array[]>;
  /** The file of that name, perhaps with files that it imports; none when it is not known. */
  file(name: string): Promise<Uint8Array[]>;
}

interface DescriptorFile {
  readonly bytes: Uint8Array;
  readonly proto: FileDescriptorProto;
  readonly declarations: number;
}

/** A service with the registry that knows the types it reaches, and no others. */
export interface LoadedService {
  readonly desc: DescService;
  readonly registry: FileRegistry;
}

/**
 * The descriptors of one server. Each file is asked for once; each file with services gets a registry of its own,
 * because files of one package may declare the same names (alert_manager/plugin/protocol.proto and webhook.proto of
 * spaceone-api 2.0.435 both declare InitRequest).
 */
export class Descriptors {
  private readonly files = new Map<string, DescriptorFile>();
  private readonly declaring = new Map<string, DescriptorFile>();
  private readonly registries = new Map<DescriptorFile, FileRegistry>();
  private readonly loaded = new Map<string, LoadedService>();
  private declarations = 0;
  private registered = 0;
  private known: string[] | undefined;

  /** The original bytes of the files, by name. */
  get bytes(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.files].map(([name, { bytes }]) => [name, bytes]));
  }

  /** The names of all services, once they were asked for. */
  get names(): readonly string[] | undefined {
    return this.known;
  }

  async list(source: DescriptorSource): Promise<readonly string[]> {
    this.known ??= [...new Set(await source.services())].sort();
    return this.known;
  }

  /** The service when it was loaded before. */
  get(service: string): LoadedService | undefined {
    return this.loaded.get(service);
  }

  /** @throws GrpcProblem of kind `unknown-service` or `bad-descriptors` */
  async load(service: string, source: DescriptorSource): Promise<LoadedService> {
    const before = this.loaded.get(service);
    if (before) {
      return before;
    }
    if (!this.declaring.has(service)) {
      this.add(await source.filesOf(service));
    }
    const file = this.declaring.get(service);
    if (!file) {
      throw new GrpcProblem({
        kind: 'unknown-service',
        what: `The server has no descriptor of ${service}.`,
        next: 'Check that the plugin declares the service',
      });
    }
    const registry = this.registries.get(file) ?? (await this.register(service, file, source));
    const desc = registry.getService(service);
    if (!desc) {
      throw badDescriptors(`The descriptors do not declare ${service}.`, undefined);
    }
    const loaded = { desc, registry };
    this.loaded.set(service, loaded);
    return loaded;
  }

  private add(files: readonly Uint8Array[]): void {
    for (const bytes of files) {
      if (this.files.has(nameIn(bytes))) {
        continue;
      }
      if (this.files.size >= MOST_FILES) {
        throw badDescriptors(`The descriptors are more than ${MOST_FILES} files.`, undefined);
      }
      const file = readFile(bytes, MOST_DECLARATIONS - this.declarations);
      this.declarations += file.declarations;
      this.files.set(file.proto.name, file);
      for (const service of servicesOf(file.proto)) {
        if (!this.declaring.has(service)) {
          this.declaring.set(service, file);
        }
      }
    }
  }

  private async register(service: string, file: DescriptorFile, source: DescriptorSource): Promise<FileRegistry> {
    const files = await this.closure(file, source);
    this.registered += files.reduce((sum, { declarations }) => sum + declarations, 0);
    if (this.registered > MOST_REGISTERED) {
      throw badDescriptors(`The descriptors of all services declare more than ${MOST_REGISTERED} names.`, undefined);
    }
    // Putting a service together takes time, and a server may list many.
    await new Promise((resolve) => setImmediate(resolve));
    const registry = registryOf(
      service,
      files.map(({ proto }) => proto),
    );
    this.registries.set(file, registry);
    return registry;
  }

  /** The file after all files that it imports, directly or not. */
  private async closure(start: DescriptorFile, source: DescriptorSource): Promise<DescriptorFile[]> {
    const sorted: DescriptorFile[] = [];
    const seen = new Set([start.proto.name]);
    const open = [{ file: start, imports: start.proto.dependency.values() }];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const next = top.imports.next();
      if (next.done === true) {
        sorted.push(top.file);
        open.pop();
      } else if (!seen.has(next.value)) {
        seen.add(next.value);
        const file = await this.import(next.value, source);
        open.push({ file, imports: file.proto.dependency.values() });
      }
    }
    return sorted;
  }

  private async import(name: string, source: DescriptorSource): Promise<DescriptorFile> {
    if (!this.files.has(name)) {
      this.add(await source.file(name));
    }
    // A server may not serve what its files import for options alone: a missing type is told where it is used.
    const proto = bundledFile(name) ?? create(FileDescriptorProtoSchema, { name });
    return this.files.get(name) ?? { bytes: new Uint8Array(), proto, declarations: proto.messageType.length };
  }
}

/** A source that answers from a serialized FileDescriptorSet; what cannot be read of it is not there. */
export function sourceOfSet(set: Uint8Array): DescriptorSource {
  const byName = new Map<string, Uint8Array[]>();
  const byService = new Map<string, Uint8Array[]>();
  for (const [, bytes] of lengthDelimited(set)) {
    const proto = readable(bytes);
    if (proto) {
      byName.set(proto.name, [...(byName.get(proto.name) ?? []), bytes]);
      servicesOf(proto).forEach((service) => byService.set(service, [bytes]));
    }
  }
  return {
    services: () => Promise.resolve([...byService.keys()]),
    filesOf: (service) => Promise.resolve(byService.get(service) ?? []),
    file: (name) => Promise.resolve(byName.get(name) ?? []),
  };
}

function readable(bytes: Uint8Array): FileDescriptorProto | undefined {
  try {
    return readFile(bytes, MOST_DECLARATIONS).proto;
  } catch {
    return undefined;
  }
}

function servicesOf(proto: FileDescriptorProto): string[] {
  return proto.service.map(({ name }) => (proto.package === '' ? name : `${proto.package}.${name}`));
}

function registryOf(service: string, files: FileDescriptorProto[]): FileRegistry {
  try {
    return createFileRegistry(create(FileDescriptorSetSchema, { file: files }));
  } catch (cause) {
    throw badDescriptors(`The descriptors of ${service} do not fit together.`, cause);
  }
}

/** @throws GrpcProblem of kind `bad-descriptors` for more declarations than that, and for bytes that are no descriptor */
function readFile(bytes: Uint8Array, mostDeclarations: number): DescriptorFile {
  let declarations: number;
  try {
    declarations = declarationsIn(bytes, mostDeclarations);
    if (declarations <= mostDeclarations) {
      const proto = fromBinary(FileDescriptorProtoSchema, bytes, { readUnknownFields: false });
      proto.messageType.forEach(nameInJson);
      return { bytes, proto, declarations };
    }
  } catch (cause) {
    throw badDescriptors('A descriptor cannot be read.', cause);
  }
  throw badDescriptors(`The descriptors declare more than ${MOST_DECLARATIONS} names.`, undefined);
}

/** The name of a file without a look at the rest. */
function nameIn(bytes: Uint8Array): string {
  try {
    for (const [number, name] of lengthDelimited(bytes)) {
      if (number === 1) {
        return Buffer.from(name).toString('utf8');
      }
    }
  } catch {
    // The whole file will not be readable either, and that is told.
  }
  return '';
}

/** Descriptors from Python come without the JSON names, which the codec needs. */
function nameInJson(message: DescriptorProto): void {
  for (const field of message.field) {
    field.jsonName ||= field.name.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());
  }
  message.nestedType.forEach(nameInJson);
}

function badDescriptors(what: string, cause: unknown): GrpcProblem {
  return new GrpcProblem({
    kind: 'bad-descriptors',
    what,
    why: cause instanceof Error ? `${cause.message}.` : undefined,
    next: 'Check that all services of the server come from one version of their contracts',
    cause,
  });
}
