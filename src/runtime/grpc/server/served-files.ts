import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type DescriptorProto, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import type { DescriptorSource } from '../descriptors';

interface ServedFile {
  readonly bytes: Uint8Array;
  readonly proto: FileDescriptorProto;
}

/** The descriptor files of a server: by name and by the symbols that they declare, always in their original bytes. */
export class ServedFiles implements DescriptorSource {
  private readonly byName = new Map<string, ServedFile>();
  private readonly bySymbol = new Map<string, ServedFile>();
  private readonly serviceNames: string[] = [];

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    for (const [name, bytes] of files) {
      const file = { bytes, proto: fromBinary(FileDescriptorProtoSchema, bytes) };
      this.byName.set(name, file);
      for (const symbol of symbolsOf(file.proto)) {
        this.bySymbol.set(symbol, file);
      }
      this.serviceNames.push(...file.proto.service.map((service) => `${file.proto.package}.${service.name}`));
    }
  }

  /** All but reflection, as the platform's own servers list: an old spacectl imports a Python module for each. */
  services(): Promise<string[]> {
    return Promise.resolve(this.serviceNames.filter((name) => !name.startsWith('grpc.reflection.')).sort());
  }

  filesOf(symbol: string): Promise<Uint8Array[]> {
    return Promise.resolve(this.withImports(this.bySymbol.get(symbol)));
  }

  file(name: string): Promise<Uint8Array[]> {
    return Promise.resolve(this.withImports(this.byName.get(name)));
  }

  /** The file first and then what it imports, directly or not. */
  private withImports(start: ServedFile | undefined): Uint8Array[] {
    const found = new Set<ServedFile>();
    const visit = (file: ServedFile | undefined): void => {
      if (file && !found.has(file)) {
        found.add(file);
        file.proto.dependency.forEach((name) => visit(this.byName.get(name)));
      }
    };
    visit(start);
    return [...found].map(({ bytes }) => bytes);
  }
}

/** Every name that may be asked for: messages with their fields, enums, services with their methods. */
function* symbolsOf(file: FileDescriptorProto): Generator<string> {
  const scope = file.package === '' ? '' : `${file.package}.`;
  for (const service of file.service) {
    yield scope + service.name;
    yield* service.method.map((method) => `${scope}${service.name}.${method.name}`);
  }
  yield* file.enumType.map(({ name }) => scope + name);
  for (const message of file.messageType) {
    yield* symbolsIn(message, scope);
  }
}

function* symbolsIn(message: DescriptorProto, scope: string): Generator<string> {
  const name = scope + message.name;
  yield name;
  yield* message.field.map((field) => `${name}.${field.name}`);
  yield* message.enumType.map((inner) => `${name}.${inner.name}`);
  for (const inner of message.nestedType) {
    yield* symbolsIn(inner, `${name}.`);
  }
}
