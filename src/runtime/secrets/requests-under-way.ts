import type { Disposable } from '../../base/emitter';
import type { Redactor } from './redactor';
import { secretsOfRequest } from './request-secrets';

/** The requests of one server, by the numbers under which it tells of them (server/serve.py): each hidden while it runs. */
export class RequestsUnderWay implements Disposable {
  private readonly hidden = new Map<number, Disposable>();

  constructor(private readonly redactor: Redactor) {}

  /** @param request Its JSON; undefined when it is over. */
  tell(request: string | undefined, number: number): void {
    this.hidden.get(number)?.dispose();
    this.hidden.delete(number);
    if (request !== undefined) {
      try {
        this.hidden.set(number, this.redactor.hideDuring(secretsOfRequest(JSON.parse(request))));
      } catch {
        // The plugin's own process wrote it.
      }
    }
  }

  /** To be called when the server has ended. */
  dispose(): void {
    this.hidden.forEach((each) => each.dispose());
    this.hidden.clear();
  }
}
