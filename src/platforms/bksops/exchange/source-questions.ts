import type { Answers, Question } from '../../../base/questions';
import { refusedAddress } from '../repository-address';
import { variableName } from './hidden-secrets';
import type { SourceFields } from './source-fields';

/** The page takes no digit first (bk-sops 3.34, `frontend/desktop/src/constants/index.js`), the sync no more than 50. */
const NAME = /^[A-Za-z_]\w{0,49}$/;
const VARIABLE = /^[A-Za-z_]\w*$/;

const isGit = ({ type }: Answers): boolean => type === 'git';
const isS3 = ({ type }: Answers): boolean => type === 's3';
const isFolder = ({ type }: Answers): boolean => type === 'fs';

/** What is asked of a new source. A name is taken whatever its case: the page of SOPS cannot edit two of them. */
export const sourceQuestions: readonly Question[] = [
  {
    is: 'choice',
    id: 'type',
    title: 'Type',
    prompt: 'Where are the packages?',
    default: () => 'git',
    options: [
      { value: 'git', label: 'Git', description: 'A branch of a repository whose files are served one by one' },
      { value: 's3', label: 'S3', description: 'A bucket of an object storage' },
      { value: 'fs', label: 'File system', description: 'A folder on the machine of SOPS' },
    ],
  },
  {
    is: 'text',
    id: 'name',
    title: 'Name',
    prompt: 'Letters, digits and underscores, not a digit first; at most 50.',
    validate: (value, _, isTaken) =>
      isTaken(value.toLowerCase())
        ? `A source is called ${value} already.`
        : NAME.test(value)
          ? undefined
          : 'A name has letters, digits and underscores, not a digit first, and at most 50 of them.',
  },
  {
    is: 'text',
    id: 'repo_address',
    title: 'Repository',
    prompt: 'What git clone takes, such as https://git.example.com/team/plugins.git',
    when: isGit,
    validate: refuseRepository,
  },
  {
    is: 'text',
    id: 'repo_raw_address',
    title: 'Raw address',
    prompt:
      'Where single files are served without credentials, without the branch: SOPS loads from <raw address>/<branch>/',
    when: isGit,
    validate: refuseWeb,
  },
  {
    is: 'text',
    id: 'branch',
    title: 'Branch',
    prompt: 'Slashes inside it are fine.',
    when: isGit,
    default: () => 'master',
    validate: (value) =>
      value === '' || value.length > 128 || value.startsWith('-') || value.startsWith('/')
        ? 'A branch has at most 128 characters, and no "-" or "/" first.'
        : undefined,
  },
  {
    is: 'text',
    id: 'service_address',
    title: 'Service',
    prompt: 'The address of the object storage with its scheme, such as https://s3.example.com',
    when: isS3,
    validate: refuseWeb,
  },
  { is: 'text', id: 'bucket', title: 'Bucket', prompt: 'Its name.', when: isS3, validate: refuseEmpty },
  {
    is: 'text',
    id: 'source_dir',
    title: 'Folder in the bucket',
    prompt: 'The one that holds the root packages; empty for the top of the bucket.',
    when: isS3,
    default: () => '',
    validate: () => undefined,
  },
  variableQuestion('access_key', 'Access key'),
  variableQuestion('secret_key', 'Secret key'),
  {
    is: 'text',
    id: 'path',
    title: 'Folder',
    prompt: 'The one that holds the root packages; a relative one is seen from the manifest.',
    when: isFolder,
    validate: refuseEmpty,
  },
];

/** A credential is never asked for with the others: only by which name it is known. */
function variableQuestion(id: string, title: string): Question {
  return {
    is: 'text',
    id,
    title: `${title}: its variable`,
    prompt: 'The manifest refers to it by this name. Its value is asked for next, and kept in the secret storage.',
    when: isS3,
    default: ({ name = '' }) => variableName(name, id),
    validate: (value) => (VARIABLE.test(value) ? undefined : 'A name has letters, digits and underscores.'),
  };
}

function refuseEmpty(value: string): string | undefined {
  return value.trim() === '' ? 'It must not be empty.' : undefined;
}

function refuseWeb(value: string): string | undefined {
  return /^https?:\/\/[^/@\s]+(?:\/\S*)?$/i.test(value)
    ? undefined
    : 'An address begins with https:// or http://, and holds no password.';
}

function refuseRepository(value: string): string | undefined {
  const [, password = ''] = /^\w+:\/\/[^/:@]*:([^/@]*)@/.exec(value) ?? [];
  if (password !== '' && !/^\$\{env:\w+\}$/.test(password)) {
    return 'Write ${env:NAME} in the place of the password: the manifest must not hold it.';
  }
  const why = refusedAddress(value, false);
  return why === undefined ? undefined : `SOPS refuses this: ${why}.`;
}

/** The source that the answers make, without plugin sets; what stands for a credential is a reference. */
export function sourceOfAnswers(answers: Answers): SourceFields {
  const { name = '', type = '' } = answers;
  const keys = Object.keys(answers).filter((key) => key !== 'name' && key !== 'type' && answers[key] !== '');
  const details = keys.map((key): [string, string] => {
    const value = answers[key] ?? '';
    return [key, key === 'access_key' || key === 'secret_key' ? `\${env:${value}}` : value.trim()];
  });
  return { name, type, details: new Map(details), sets: [] };
}

/** The names of what a source refers to in the environment, in the order of its details. */
export function variablesOf({ details }: Pick<SourceFields, 'details'>): string[] {
  const names = [...details.values()].flatMap((value) =>
    [...value.matchAll(/\$\{env:([A-Za-z_]\w*)\}/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}
