import { ServerInterceptingCall, ServerListenerBuilder, ResponderBuilder } from '@grpc/grpc-js';
import type { Metadata, ServerInterceptor, StatusObject } from '@grpc/grpc-js';
import type { Answering, CallMetadata, GuardedMethod } from '../../grpc-server';

type Status = Pick<StatusObject, 'code' | 'details'>;

/**
 * The methods that look at their caller before the request: a call that is not admitted ends with the headers, and its
 * body is dropped as it comes, neither kept nor read.
 */
export class Admissions {
  private readonly guarded = new Map<string, GuardedMethod>();
  private readonly admitted = new WeakMap<Metadata, Answering>();

  /** @param statusOf The status that stands for what `admit` threw. */
  constructor(private readonly statusOf: (path: string, error: unknown) => Status) {}

  /** @param path `/package.Service/method` */
  guard(path: string, method: GuardedMethod): void {
    this.guarded.set(path, method);
  }

  /** What answers the call with this metadata, which was admitted. */
  answering(metadata: Metadata): Answering | undefined {
    return this.admitted.get(metadata);
  }

  readonly interceptor: ServerInterceptor = ({ path }, call) => {
    const method = this.guarded.get(path);
    const listener = new ServerListenerBuilder().withOnReceiveMetadata((metadata, next) => {
      try {
        if (method) {
          this.admitted.set(metadata, method.admit(textsOf(metadata)));
        }
      } catch (error) {
        call.sendStatus(this.statusOf(path, error));
        return;
      }
      next(metadata);
    });
    const responder = new ResponderBuilder().withStart((next) => next(listener.build()));
    return new ServerInterceptingCall(call, responder.build());
  };
}

/** Of each key the last value; binary values are left out. */
export function textsOf(metadata: Metadata): CallMetadata {
  return Object.fromEntries(
    Object.keys(metadata.getMap()).flatMap((key) => {
      const value = metadata.get(key).at(-1);
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}
