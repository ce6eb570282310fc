import assert from 'node:assert/strict';
import { completeAnswers, interview, refuseAnswer, type Question } from '../../../src/base/questions';

const free = (): boolean => false;
const questions: readonly Question[] = [
  { is: 'text', id: 'name', title: 'Name', prompt: '', default: () => 'first', validate: () => undefined },
  {
    is: 'text',
    id: 'title',
    title: 'Title',
    prompt: '',
    default: ({ name = '' }) => `The ${name}`,
    validate: (value) => (value === 'bad' ? 'It is bad.' : undefined),
  },
  {
    is: 'choice',
    id: 'style',
    title: 'Style',
    prompt: 'How it is built.',
    options: [
      { value: 'modern', label: 'Modern', description: '' },
      { value: 'classic', label: 'Classic', description: '' },
    ],
    default: () => 'modern',
  },
  {
    is: 'yes or no',
    id: 'old',
    title: 'Old parts',
    prompt: '',
    when: ({ style }) => style === 'classic',
    default: () => 'no',
  },
];
const [, , style] = questions;
const open: readonly Question[] = [
  { is: 'text', id: 'name', title: 'Name', prompt: 'What it is called.', validate: () => undefined },
  { ...(style as Question & { is: 'choice' }), default: undefined as never },
];

describe('answers', () => {
  it('take a default that follows from an earlier answer', () => {
    assert.deepEqual(completeAnswers(questions, { name: 'second' }), {
      name: 'second',
      title: 'The second',
      style: 'modern',
    });
  });

  it('are asked for where an earlier one leaves something to ask', () => {
    assert.deepEqual(completeAnswers(questions, { style: 'classic' }), {
      name: 'first',
      title: 'The first',
      style: 'classic',
      old: 'no',
    });
  });

  for (const [given, words] of [
    [{ title: 'bad' }, 'Title "bad" is refused. It is bad. Give another.'],
    [{ colour: 'red' }, 'There is no question "colour". Answer name, title, style, old.'],
    [{ titel: 'A' }, 'There is no question "titel". Did you mean "title"? Answer name, title, style, old.'],
    [{ constructor: 'A' }, 'There is no question "constructor". Answer name, title, style, old.'],
    [
      { style: 'modren' },
      'Style "modren" is refused. Did you mean "modern"? It is one of modern, classic. Give another.',
    ],
    [{ style: 'x' }, 'Style "x" is refused. It is one of modern, classic. Give another.'],
    [{ style: 'classic', old: 'true' }, 'Old parts "true" is refused. It is one of yes, no. Give another.'],
    [{ old: 'yes' }, 'Old parts is not asked beside the other answers. Leave "old" out.'],
  ] as const) {
    it(`are refused as ${JSON.stringify(given)}`, () => {
      assert.equal(refusal(questions, given), words);
    });
  }

  it('are missed where only the person can know them', () => {
    assert.equal(refusal(open, {}), 'Name has no answer. What it is called. Answer "name".');
    assert.equal(refusal(open, { name: 'a' }), 'Style has no answer. It is one of modern, classic. Answer "style".');
  });

  it('are judged by the names that are taken', () => {
    const [name] = questions;
    const unique: Question = {
      ...(name as Question & { is: 'text' }),
      validate: (_, __, isTaken) => (isTaken('a') ? 'It is taken.' : undefined),
    };
    assert.equal(
      refuseAnswer(unique, 'a', {}, (each) => each === 'a'),
      'It is taken.',
    );
    assert.equal(refuseAnswer(unique, 'a', {}, free), undefined);
  });

  function refusal(asked: readonly Question[], given: Readonly<Record<string, string>>): string {
    try {
      return JSON.stringify(completeAnswers(asked, given));
    } catch (error) {
      const { what, why, next } = error as { what: string; why?: string; next: { title: string } };
      return [what, why, `${next.title}.`].filter(Boolean).join(' ');
    }
  }
});

describe('an interview', () => {
  it('has the questions that are asked, with what is offered to each, and counts one that is left open', () => {
    const asked = (given: Readonly<Record<string, string>>): (string | undefined)[][] =>
      interview(questions, given, free).map(({ question, answer }) => [question.id, answer]);
    assert.deepEqual(asked({ name: 'a' }), [
      ['name', 'a'],
      ['title', 'The a'],
      ['style', 'modern'],
    ]);
    assert.deepEqual(asked({ style: 'classic' }).at(-1), ['old', 'no']);
    assert.deepEqual(
      interview(open, {}, free).map(({ answer }) => answer),
      [undefined, undefined],
    );
  });
});
