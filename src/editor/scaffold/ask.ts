import { QuickInputButtons, window, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';
import {
  interview,
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
  const input = options ? choice(options, asking) : text(asking, step.isTaken);
  input.title = `${step.title}: ${asking.question.title}`;
  input.step = step.number + 1;
  input.totalSteps = step.of;
  input.ignoreFocusOut = true;
  input.buttons = step.number > 0 ? [QuickInputButtons.Back] : [];
  try {
    return await new Promise((resolve, reject) => {
      input.onDidTriggerButton(() => resolve('back'));
      input.onDidAccept(() => {
        const value = valueOf(input);
        const refusal =
          value === undefined ? undefined : refuseAnswer(asking.question, value, asking.earlier, step.isTaken);
        if (value !== undefined && refusal === undefined) {
          resolve({ value });
        } else if ('prompt' in input) {
          input.validationMessage = refusal;
        }
      });
      input.onDidHide(() => reject(new DOMException('The question was left.', 'AbortError')));
      input.show();
    });
  } finally {
    input.dispose();
  }
}

function valueOf(input: InputBox | QuickPick<Option>): string | undefined {
  return 'prompt' in input ? input.value : input.activeItems[0]?.value;
}

function text({ question, answer = '', earlier }: Asking, isTaken: IsTaken): InputBox {
  const input = window.createInputBox();
  input.prompt = question.prompt;
  input.value = answer;
  input.onDidChangeValue((value) => (input.validationMessage = refuseAnswer(question, value, earlier, isTaken)));
  return input;
}

function choice(options: readonly Choice[], { question, answer }: Asking): QuickPick<Option> {
  const picker = window.createQuickPick<Option>();
  picker.placeholder = question.prompt;
  picker.items = options.map(({ value, label, description }) => ({ label, description, value }));
  picker.activeItems = picker.items.filter(({ value }) => value === answer);
  picker.matchOnDescription = true;
  return picker;
}
