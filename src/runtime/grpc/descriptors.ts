import { create, createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import type { DescService, FileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { DescriptorProto, FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { bundledFile } from './bundled-files';
import { GrpcProblem } from './problem';
import { lengthDelimited } from './wire-fields';

/** More files than this are no plugin's: a server that invents imports is not followed for ever. */
const MOST_FILES = 2000;

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
}

/** A service with the registry that knows the types it reaches, and no others. */
export interface LoadedService {
  readonly desc: DescService;
  readonly registry: FileRegistry;
}

/**
 * The descriptors of one server. Each file is asked for once; each service gets a registry of its own, because files
 * of one package may declare the same names (alert_manager/plugin/protocol.proto and webhook.proto of spaceone-api
 * 2.0.435 both declare InitRequest).
 */
export class Descriptors {
  private readonly files = new Map<string, DescriptorFile>();
  private readonly loaded = new Map<string, LoadedService>();
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
    const added = this.add(await source.filesOf(service));
    const file = added.find(({ proto }) => declares(proto, service)) ?? this.declaring(service);
    if (!file) {
      throw new GrpcProblem({
        kind: 'unknown-service',
        what: `The server has no descriptor of ${service}.`,
        next: 'Check that the plugin declares the service',
      });
    }
    const loaded = register(service, await this.closure(file, source));
    this.loaded.set(service, loaded);
    return loaded;
  }

  private add(files: readonly Uint8Array[]): DescriptorFile[] {
    return files.map((bytes) => {
      const file = { bytes, proto: readFile(bytes) };
      const before = this.files.get(file.proto.name);
      if (!before) {
        this.files.set(file.proto.name, file);
      }
      return before ?? file;
    });
  }

  private declaring(service: string): DescriptorFile | undefined {
    return [...this.files.values()].find(({ proto }) => declares(proto, service));
  }

  /** The file after all files that it imports, directly or not. */
  private async closure(start: DescriptorFile, source: DescriptorSource): Promise<FileDescriptorProto[]> {
    const sorted: FileDescriptorProto[] = [];
    const seen = new Set<string>();
    const visit = async (proto: FileDescriptorProto): Promise<void> => {
      seen.add(proto.name);
      for (const name of proto.dependency) {
        if (!seen.has(name)) {
          await visit(await this.import(name, source));
        }
      }
      sorted.push(proto);
    };
    await visit(start.proto);
    return sorted;
  }

  private async import(name: string, source: DescriptorSource): Promise<FileDescriptorProto> {
    if (!this.files.has(name)) {
      if (this.files.size >= MOST_FILES) {
        throw badDescriptors(`The descriptors import more than ${MOST_FILES} files.`, undefined);
      }
      this.add(await source.file(name));
    }
    // A server may not serve what its files import for options alone: a missing type is told where it is used.
    return this.files.get(name)?.proto ?? bundledFile(name) ?? create(FileDescriptorProtoSchema, { name });
  }
}

/** A source that answers from a serialized FileDescriptorSet. */
export function sourceOfSet(bytes: Uint8Array): DescriptorSource {
  const files = [...lengthDelimited(bytes)].map(([, file]) => ({ bytes: file, proto: readFile(file) }));
  const those = (wanted: (proto: FileDescriptorProto) => boolean): Promise<Uint8Array[]> =>
    Promise.resolve(files.filter(({ proto }) => wanted(proto)).map((file) => file.bytes));
  return {
    services: () => Promise.resolve(files.flatMap(({ proto }) => servicesOf(proto))),
    filesOf: (service) => those((proto) => declares(proto, service)),
    file: (name) => those((proto) => proto.name === name),
  };
}

function servicesOf(proto: FileDescriptorProto): string[] {
  return proto.service.map(({ name }) => (proto.package === '' ? name : `${proto.package}.${name}`));
}

function declares(proto: FileDescriptorProto, service: string): boolean {
  return servicesOf(proto).includes(service);
}

function register(service: string, files: FileDescriptorProto[]): LoadedService {
  try {
    const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: files }));
    const desc = registry.getService(service);
    if (desc) {
      return { desc, registry };
    }
  } catch (cause) {
    throw badDescriptors(`The descriptors of ${service} do not fit together.`, cause);
  }
  throw badDescriptors(`The descriptors do not declare ${service}.`, undefined);
}

function readFile(bytes: Uint8Array): FileDescriptorProto {
  try {
    const proto = fromBinary(FileDescriptorProtoSchema, bytes);
    proto.messageType.forEach(nameInJson);
    return proto;
  } catch (cause) {
    throw badDescriptors('A descriptor cannot be read.', cause);
  }
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
    next: 'Check that all services of the server come from one version of spaceone-api',
    cause,
  });
}
