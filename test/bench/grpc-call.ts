// npx tsx test/bench/grpc-call.ts
// A warm unary call through a GrpcConnection, beside the bare grpc-js client with a codec made for the one message,
// in turns: against a server in this process, and against the real spaceone-core where PLUGIN_WORKBENCH_TEST_PYTHON
// names a Python that has it. The goal is a p50 of 1.5 ms at most.
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { StructSchema } from '@bufbuild/protobuf/wkt';
import type { Struct } from '@bufbuild/protobuf/wkt';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Client, credentials } from '@grpc/grpc-js';
import { fromJson, type JsonObject } from '@bufbuild/protobuf';
import { GrpcConnection } from '../../src/runtime/grpc/connection';
import { PythonCollector } from '../integration/runtime/grpc/python-collector';
import { SampleServer } from '../unit/runtime/grpc/sample-server';

const WARM_UP = 300;
const CALLS = 1500;
const GOAL = 1.5;

type Call = () => Promise<void>;

/** The options of a request that look like those of a plugin. */
const options: JsonObject = {
  regions: ['kr-1', 'us-2'],
  depth: 3,
  dry_run: true,
  filter: { tags: { team: 'workbench' }, since: null },
};

async function main(): Promise<void> {
  const server = await new SampleServer().start();
  await compare('in this process', server.address, {
    method: 'sample.v1.Sample.echo',
    field: 18,
    times: CALLS,
  });
  await server.stop();
  if (!process.env['PLUGIN_WORKBENCH_TEST_PYTHON']) {
    console.log('spaceone-core: PLUGIN_WORKBENCH_TEST_PYTHON names no Python');
    return;
  }
  const collector = await PythonCollector.start();
  await compare('spaceone-core', collector.address, { method: 'Collector.init', field: 1, times: CALLS / 3 });
  await collector.stop();
}

interface Subject {
  readonly method: string;
  /** The number of the field that holds the options. */
  readonly field: number;
  readonly times: number;
}

async function compare(where: string, address: string, { method, field, times }: Subject): Promise<void> {
  const connection = new GrpcConnection(address);
  const found = await connection.resolve(method);
  const bare = new Client(address.replace('grpc://', ''), credentials.createInsecure());
  const path = `/${found.service}/${found.name}`;
  const ours: Call = async () => {
    await connection.call(found, { options }, { onMessage: () => undefined });
  };
  const peer: Call = () =>
    new Promise<void>((resolve, reject) =>
      bare.makeUnaryRequest(
        path,
        (request: Struct) => encode(field, request),
        (bytes) => decode(bytes),
        fromJson(StructSchema, options),
        (error) => (error ? reject(error) : resolve()),
      ),
    );
  for (let call = 0; call < WARM_UP; call++) {
    await ours();
    await peer();
  }
  const times1: number[] = [];
  const times2: number[] = [];
  for (let call = 0; call < times; call++) {
    times1.push(await timed(ours));
    times2.push(await timed(peer));
  }
  connection.close();
  bare.close();
  report(where, times1, times2);
}

async function timed(call: Call): Promise<number> {
  const started = performance.now();
  await call();
  return performance.now() - started;
}

function report(where: string, ours: number[], peer: number[]): void {
  const at = (times: number[], share: number): number =>
    [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN;
  const line = (share: number): string => {
    const [a, b] = [at(ours, share), at(peer, share)];
    return `p${share * 100} ${a.toFixed(3)} ms, bare grpc-js ${b.toFixed(3)} ms, ratio ${(a / b).toFixed(2)}`;
  };
  console.log(`${where}: ${line(0.5)}; ${line(0.95)}`);
  const added = at(ours, 0.5) - at(peer, 0.5);
  console.log(`${where}: ${added.toFixed(3)} ms more than the bare client; goal for p50: ${GOAL} ms`);
}

/** A message that has nothing but a Struct. */
function encode(field: number, struct: Struct): Buffer {
  const bytes = toBinary(StructSchema, struct);
  return Buffer.from(new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish());
}

function decode(bytes: Buffer): Struct | undefined {
  const reader = new BinaryReader(bytes);
  reader.tag();
  return fromBinary(StructSchema, reader.bytes());
}

void main();
