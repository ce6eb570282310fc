/** Lets so many go on at once; whoever came last goes first. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Resolves when it is one's turn, which ends with {@link done}. */
  async next(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  done(): void {
    const next = this.waiting.pop();
    if (next) {
      next();
    } else {
      this.free += 1;
    }
  }
}
