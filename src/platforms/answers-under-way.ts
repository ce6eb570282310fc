import type { Json } from '../base/json';
import { sizeOf } from '../contract/size-of';

/** Of one answer, by {@link sizeOf}. */
const MOST_SIZE = 2 * 1024 * 1024;

/** The messages of an answer while they arrive: the first ones, as far as there is room for them, and how many there were. */
export class AnswersUnderWay {
  readonly messages: Json[] = [];
  count = 0;
  private left = MOST_SIZE;

  add(message: Json): void {
    this.count += 1;
    this.left -= this.left < 0 ? 0 : sizeOf(message, this.left);
    if (this.left >= 0) {
      this.messages.push(message);
    }
  }
}
