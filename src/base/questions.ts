import { didYouMean } from './nearest-word';
import { getOwn } from './own-key';
import { WorkbenchError } from './workbench-error';

/** What a person said to the questions of a scaffold, by question id: a text, the value of a choice, `yes` or `no`. */
export type Answers = Readonly<Record<string, string>>;

/** Whether something in the place that is written into has a name already. */
export type IsTaken = (name: string) => boolean;

/** One question, for every front end: how it is shown is theirs, what is right is not. */
export type Question = TextQuestion | ChoiceQuestion | YesNoQuestion;

interface Asked {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  /** False where the answers before leave nothing to ask: it has no answer then. */
  when?(earlier: Answers): boolean;
  /** The answer to offer, from those to the questions before; absent where only the person can know it. */
  default?(earlier: Answers, isTaken: IsTaken): string;
}

export interface TextQuestion extends Asked {
  readonly is: 'text';
  /** True for a secret: it is typed unseen, is no word of a command line, and stands in no message. */
  readonly secret?: true;
  /** Why the answer is refused, as a sentence; undefined when it is fine. */
  validate(value: string, earlier: Answers, isTaken: IsTaken): string | undefined;
}

export interface ChoiceQuestion extends Asked {
  readonly is: 'choice';
  readonly options: readonly Choice[];
}

export interface YesNoQuestion extends Asked {
  readonly is: 'yes or no';
}

export interface Choice {
  /** The answer. */
  readonly value: string;
  readonly label: string;
  /** What follows from it. */
  readonly description: string;
}

const yesOrNo: readonly Choice[] = [
  { value: 'yes', label: 'Yes', description: '' },
  { value: 'no', label: 'No', description: '' },
];

/** A question that has no answer, and no default that could be one. */
export class MissingAnswer extends WorkbenchError {
  constructor(readonly question: Question) {
    super({
      what: `${question.title} has no answer.`,
      why: optionWords(question) ?? question.prompt,
      next: { title: `Answer "${question.id}"` },
    });
  }
}

/** True where the answer is a secret. */
export function isSecret(question: Question): boolean {
  return question.is === 'text' && question.secret === true;
}

/** What one can choose from; undefined where the answer is free. */
export function optionsOf(question: Question): readonly Choice[] | undefined {
  return question.is === 'text' ? undefined : question.is === 'choice' ? question.options : yesOrNo;
}

/** The values that one can choose from, as a sentence; undefined where the answer is free. */
export function optionWords(question: Question): string | undefined {
  const options = optionsOf(question);
  return options && `It is one of ${options.map(({ value }) => value).join(', ')}.`;
}

/** Why a question's answer is refused, as a sentence; undefined when it is fine. */
export function refuseAnswer(
  question: Question,
  value: string,
  earlier: Answers,
  isTaken: IsTaken,
): string | undefined {
  if (question.is === 'text') {
    return question.validate(value, earlier, isTaken);
  }
  const values = (optionsOf(question) ?? []).map((option) => option.value);
  return values.includes(value)
    ? undefined
    : [didYouMean(value, values), optionWords(question)].filter(Boolean).join(' ');
}

/** A question that is asked, and what is said to it: the person's answer, or else the default where there is one. */
export interface Asking {
  readonly question: Question;
  readonly answer: string | undefined;
  /** What was said to the questions before. */
  readonly earlier: Answers;
}

/** The questions that are asked, in their order, as far as the given answers and else the defaults tell. */
export function interview(questions: readonly Question[], given: Answers, isTaken: IsTaken): Asking[] {
  const asked: Asking[] = [];
  let earlier: Answers = {};
  for (const question of questions) {
    if (question.when?.(earlier) !== false) {
      const answer = getOwn(given, question.id) ?? question.default?.(earlier, isTaken);
      asked.push({ question, answer, earlier });
      earlier = answer === undefined ? earlier : { ...earlier, [question.id]: answer };
    }
  }
  return asked;
}

/**
 * All answers: the given ones, and for every other question its default.
 * @throws WorkbenchError for the first answer that is refused, one to a question that nobody asks, and a question that is
 * left open ({@link MissingAnswer}).
 */
export function completeAnswers(
  questions: readonly Question[],
  given: Answers,
  isTaken: IsTaken = () => false,
): Answers {
  refuseStray(questions, given);
  const answers: Record<string, string> = {};
  for (const { question, answer, earlier } of interview(questions, given, isTaken)) {
    if (answer === undefined) {
      throw new MissingAnswer(question);
    }
    const refusal = refuseAnswer(question, answer, earlier, isTaken);
    if (refusal !== undefined) {
      throw new WorkbenchError({
        what: isSecret(question) ? `${question.title} is refused.` : `${question.title} "${answer}" is refused.`,
        why: refusal,
        next: { title: 'Give another' },
      });
    }
    answers[question.id] = answer;
  }
  const pointless = questions.find(({ id }) => Object.hasOwn(given, id) && !Object.hasOwn(answers, id));
  if (pointless) {
    throw new WorkbenchError({
      what: `${pointless.title} is not asked beside the other answers.`,
      next: { title: `Leave "${pointless.id}" out` },
    });
  }
  return answers;
}

function refuseStray(questions: readonly Question[], given: Answers): void {
  const known = questions.map(({ id }) => id);
  const stray = Object.keys(given).find((id) => !known.includes(id));
  if (stray !== undefined) {
    throw new WorkbenchError({
      what: `There is no question "${stray}".`,
      why: didYouMean(stray, known),
      next: { title: `Answer ${known.join(', ')}` },
    });
  }
}
