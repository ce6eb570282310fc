export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener until the returned value is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** An event and the right to fire it; listeners are called in the order in which they came. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return { dispose: () => this.listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
