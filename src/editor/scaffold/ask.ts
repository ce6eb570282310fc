import { QuickInputButtons, window, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';
import {
  interview,
  isSecret,
  optionsOf,
  refuseAnswer,
  type Answers,
  type Asking,
  type Choice,
  type IsTaken,
  type Question,
} from '../../base/questions';

interface Option extends QuickPickItem {
  readonly value: string;
}

interface Step {
  readonly title: string;
  readonly number: number;
  readonly of: number;
  readonly isTaken: IsTaken;
}

/**
 * Asks the questions one after the other; what is offered to one follows from the answers before it, also after a way back.
 * @throws an AbortError when the person leaves one without an answer
 */
export async function askAll(title: string, questions: readonly Question[], isTaken: IsTaken): Promise<Answers> {
  /** What the person has said otherwise than it was offered. */
  const said = new Map<string, string>();
  for (let number = 0; ;) {
    const asked = interview(questions, Object.fromEntries(said), isTaken);
    const asking = asked[number];
    if (!asking) {
      return Object.fromEntries(asked.map(({ question, answer = '' }) => [question.id, answer]));
    }
    const answer = await ask(asking, { title, number, of: asked.length, isTaken });
    if (answer === 'back') {
      number -= 1;
      continue;
    }
    const { question, earlier } = asking;
    if (answer.value === question.default?.(earlier, isTaken)) {
      said.delete(question.id);
    } else {
      said.set(question.id, answer.value);
    }
    number += 1;
  }
}

async function ask(asking: Asking, step: Step): Promise<'back' | { value: string }> {
  const options = optionsOf(asking.question);
  const shown = options ? choice(options, asking) : text(asking, step.isTaken);
  const { input } = shown;
  input.title = `${step.title}: ${asking.question.title}`;
  input.step = step.number + 1;
  input.totalSteps = step.of;
  input.ignoreFocusOut = true;
  input.buttons = step.number > 0 ? [QuickInputButtons.Back] : [];
  try {
    return await new Promise((resolve, reject) => {
      input.onDidTriggerButton(() => resolve('back'));
      input.onDidAccept(() => {
        const given = shown.value();
        const refusal =
          given === undefined ? undefined : refuseAnswer(asking.question, given, asking.earlier, step.isTaken);
        shown.refuse(refusal);
        if (given !== undefined && refusal === undefined) {
          resolve({ value: given });
        }
      });
      input.onDidHide(() => reject(new DOMException('The question was left.', 'AbortError')));
      input.show();
    });
  } finally {
    input.dispose();
  }
}

/** What is shown for a question, what it has as the answer now, and how it tells why that is refused. */
interface Shown {
  readonly input: InputBox | QuickPick<Option>;
  value(): string | undefined;
  refuse(why: string | undefined): void;
}

function text({ question, answer = '', earlier }: Asking, isTaken: IsTaken): Shown {
  const input = window.createInputBox();
  input.prompt = question.prompt;
  input.value = answer;
  input.password = isSecret(question);
  const refuse = (why: string | undefined): void => {
    input.validationMessage = why;
  };
  input.onDidChangeValue((value) => refuse(refuseAnswer(question, value, earlier, isTaken)));
  return { input, value: () => input.value, refuse };
}

function choice(options: readonly Choice[], { question, answer }: Asking): Shown {
  const input = window.createQuickPick<Option>();
  input.placeholder = question.prompt;
  input.items = options.map(({ value, label, description }) => ({ label, description, value }));
  input.activeItems = input.items.filter(({ value }) => value === answer);
  input.matchOnDescription = true;
  // What can be picked is never refused.
  return { input, value: () => input.activeItems[0]?.value, refuse: () => undefined };
}
