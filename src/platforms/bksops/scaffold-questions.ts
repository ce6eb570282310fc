import { capitalized } from '../../base/capitalized';
import type { Answers, Question } from '../../base/questions';
import { fieldTypes, type NewComponent, type NewField } from './scaffold-texts';

/** Words that Python keeps for itself, which name neither a module nor a variable. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `and as assert async await break class continue def del elif else except finally for from global if import in is lambda
   nonlocal not or pass raise return try while with yield data self`.split(/\s+/),
);

/** Why nothing in Python can be called that, as a sentence; undefined when it can. */
export function refuseIdentifier(name: string, most = 50): string | undefined {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name.length > most) {
    return `It is a lower-case letter, then lower-case letters, digits and underscores, ${most} at most.`;
  }
  return KEYWORDS.has(name) ? 'Python or the component keeps this word for itself.' : undefined;
}

/** A text that stands in quotes, and that SOPS divides nowhere. */
function refuseTitle(value: string, most: number): string | undefined {
  if (!/^[^\p{Cc}"\\-]+$/u.test(value) || value.trim() !== value) {
    return 'It is a text without quotes, backslashes and hyphens: SOPS divides group and name at a hyphen.';
  }
  return value.length > most ? `It has ${most} characters at most.` : undefined;
}

/** What is asked for a component, whether it comes with its package or later. */
export const componentQuestions: readonly Question[] = [
  {
    id: 'title',
    is: 'text',
    title: 'Title',
    prompt: 'The name of the component in the flow editor.',
    default: ({ code = 'hello' }) => titleOf(code),
    validate: (value) => refuseTitle(value, 100),
  },
  {
    id: 'group',
    is: 'text',
    title: 'Group',
    prompt: 'The group under which the flow editor lists it.',
    default: () => 'Team plugins',
    validate: (value) => refuseTitle(value, 100),
  },
  {
    id: 'version',
    is: 'text',
    title: 'Version',
    // A version given later is another component to SOPS: flows keep the one without.
    prompt: 'Its version, such as v1.0, or "none": flows keep to the one that they were made with.',
    default: () => 'v1.0',
    validate: (value) =>
      /^[A-Za-z0-9][A-Za-z0-9._]{0,63}$/.test(value)
        ? undefined
        : 'A version is letters, digits, dots and underscores, 64 at most.',
  },
  {
    id: 'fields',
    is: 'text',
    title: 'Form fields',
    prompt: `What its form asks, as TAG or TAG:TYPE with commas between; TYPE is one of ${Object.keys(fieldTypes).join(', ')}.`,
    default: () => 'name:input',
    validate: refuseFields,
  },
  {
    id: 'polls',
    is: 'yes or no',
    title: 'Polling',
    prompt: 'Does it start something whose end it has to wait for?',
    default: () => 'no',
  },
];

function refuseFields(value: string): string | undefined {
  const fields = fieldsOf(value);
  for (const { tag, type } of fields) {
    const refusal = refuseIdentifier(tag, 20);
    if (refusal !== undefined) {
      return `"${tag}": ${refusal}`;
    }
    if (!Object.hasOwn(fieldTypes, type)) {
      return `"${type}" is none of ${Object.keys(fieldTypes).join(', ')}.`;
    }
  }
  const tags = fields.map(({ tag }) => tag);
  const twice = tags.find((tag, index) => tags.indexOf(tag) < index);
  return twice === undefined ? undefined : `"${twice}" comes twice.`;
}

function fieldsOf(value: string): NewField[] {
  const parts = value.split(',').map((part) => part.trim());
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [tag = '', type = 'input'] = part.split(':').map((word) => word.trim());
      return { tag, type };
    });
}

/** The component that the answers describe. */
export function newComponent(code: string, answers: Answers): NewComponent {
  const { title = '', group = '', version = '', fields = '', polls } = answers;
  return {
    stem: code.split('_').map(capitalized).join(''),
    code,
    name: title,
    group,
    version: version === 'none' ? undefined : version,
    fields: fieldsOf(fields),
    interval: polls === 'yes' ? 5 : undefined,
  };
}

function titleOf(code: string): string {
  return capitalized(code.replace(/_+/g, ' ').trim());
}
