import { completeAnswers, type Answers, type IsTaken, type Question } from '../../base/questions';
import {
  fillTemplate,
  refuseFileName,
  type NewFolderScaffold,
  type ScaffoldFile,
  type ScaffoldPlan,
  type Templates,
} from '../../base/scaffold';
import { encodeBase64 } from './secret-value';

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'Name',
    prompt: 'Name of the generator: its folder, its image, and its objects in the cluster.',
    default: (_, isTaken) => freeName(isTaken),
    validate: refuseName,
  },
  {
    id: 'language',
    is: 'choice',
    title: 'Language',
    prompt: 'What it is written in.',
    options: [
      { value: 'python', label: 'Python', description: 'the standard library alone' },
      { value: 'javascript', label: 'JavaScript', description: 'Node 20 and newer as it stands, types in JSDoc' },
      { value: 'go', label: 'Go', description: 'the standard library alone' },
    ],
    default: () => 'python',
  },
  {
    id: 'token',
    is: 'text',
    secret: true,
    title: 'Token',
    prompt: 'What Argo CD sends and the generator expects, for the Secret; empty for a place to fill in later.',
    default: () => '',
    validate: (value) =>
      value === '' || /^[\x21-\x7e]{16,512}$/.test(value)
        ? undefined
        : 'A token has 16 to 512 characters of ASCII, without spaces.',
  },
];

/** What differs from one language to the other beside the files themselves. */
interface Language {
  readonly server: string;
  readonly generator: string;
  readonly tests: string;
  /** The commands that run it and its tests. */
  readonly run: string;
  readonly test: string;
}

const languages: Readonly<Record<string, Language>> = {
  python: {
    server: 'server.py',
    generator: 'generator.py',
    tests: 'test_server.py',
    run: 'python3 server.py',
    test: 'python3 -m unittest',
  },
  javascript: {
    server: 'server.mjs',
    generator: 'generator.mjs',
    tests: 'server.test.mjs',
    run: 'node server.mjs',
    test: 'node --test',
  },
  go: { server: 'main.go', generator: 'generator.go', tests: 'main_test.go', run: 'go run .', test: 'go test ./...' },
};

/** A plugin generator: an HTTP server with its manifests, as the ApplicationSet controller of Argo CD v3.5 uses them. */
export const scaffoldGenerator: NewFolderScaffold = {
  id: 'argocd.generator',
  title: 'Plugin Generator',
  description: 'Gives ApplicationSets of Argo CD the parameters of their Applications.',
  platform: 'argocd',
  into: 'new-folder',
  questions,
  plan,
};

const COMMON = 'common/';

function plan(given: Answers, templates: Templates): ScaffoldPlan {
  const answers = completeAnswers(questions, given);
  const { name = '', language = '', token = '' } = answers;
  const own = `${language}/`;
  const values = {
    name,
    ...languages[language],
    // Files whose name starts with a dot would act on the template folder itself.
    dot: '.',
    ...secretTexts(token),
  };
  const files = [...templates].flatMap(([path, text]): ScaffoldFile[] => {
    const part = [COMMON, own].find((folder) => path.startsWith(folder));
    return part === undefined
      ? []
      : [{ path: fillTemplate(path.slice(part.length), values), text: fillTemplate(text, values) }];
  });
  return {
    folder: name,
    firstCall: 'getparams.execute',
    files: files
      .map((file) => (file.path === SECRET && token !== '' ? { ...file, local: true as const } : file))
      .sort(byPath),
    open: languages[language]?.generator ?? '',
    renamed: (folder) => plan({ ...answers, name: folder }, templates),
  };
}

const SECRET = 'deploy/secret.yaml';

/**
 * A token that was given stands in the Secret, encoded once, and git does not see the file. Without one stands there what
 * the API server refuses until it is filled in.
 */
function secretTexts(token: string): Readonly<Record<'secretNote' | 'secretValue' | 'secretStep' | 'ignored', string>> {
  return token === ''
    ? {
        secretNote: '  # Base64, once: what `openssl rand -hex 32 | tr -d "\\n" | base64 -w0` prints.\n',
        secretValue: '<base64 of the token>',
        secretStep: 'Put a token into `deploy/secret.yaml`, and keep it out of git from then on.',
        ignored: '',
      }
    : {
        secretNote: '',
        secretValue: encodeBase64(token),
        secretStep: 'The token stands in `deploy/secret.yaml`, which git ignores.',
        ignored: `/${SECRET}\n`,
      };
}

function byPath(one: ScaffoldFile, other: ScaffoldFile): number {
  return one.path < other.path ? -1 : 1;
}

/** A Service's name is a label of DNS that begins with a letter (Kubernetes v1.33, RFC 1035), here with room for what stands behind it. */
function refuseName(name: string): string | undefined {
  const refusal = refuseFileName(name);
  if (refusal !== undefined) {
    return refusal;
  }
  return /^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/.test(name)
    ? undefined
    : 'Kubernetes takes small letters, digits and "-", with a letter first and no "-" at the end; 50 at most.';
}

function freeName(isTaken: IsTaken): string {
  let name = 'example-generator';
  for (let count = 2; isTaken(name); count++) {
    name = `example-generator-${count}`;
  }
  return name;
}
