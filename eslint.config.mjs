import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

/** What a room may not import; DESIGN of the rooms is told in CONTRIBUTING.md. */
const editorApi = { group: ['vscode'], message: 'Only editor/ knows VS Code.' };
const nodeApi = { group: ['node:*'], message: 'This room is pure: take files and processes through an interface.' };
const grpcApi = {
  group: ['@grpc/*', '@bufbuild/*'],
  message: 'gRPC stays in runtime/grpc, a chunk that is loaded on first use.',
};
const fileReading = {
  group: ['node:fs', 'node:fs/promises'],
  importNamePattern: '^(default$|promises$|open(?!dir)|read(?!dir|link)|createReadStream|copyFile|cp)',
  message: 'Files are read by runtime/files/read-file.ts, which judges what it opens.',
};
const processesAndFiles = {
  group: ['node:child_process', 'node:fs', 'node:fs/*', 'node:net'],
  message: 'Processes and files belong to runtime/.',
};
const room = (...names) => ({
  group: names.flatMap((name) => [`**/${name}/**`, ...(name === 'ids' ? ['**/ids'] : [])]),
  message: `Out of bounds for this room.`,
});

/** Secrets are taken out in one place, before anything is written. */
const standardOutput = {
  selector: "MemberExpression[property.name='write'][object.property.name=/^std(out|err)$/]",
  message: 'What is printed goes through cli/output.ts.',
};

/** A platform's words stand in its own folder; what is to be done next is an intent, which a front end knows a command for. */
const platformWords = ['Literal[value=WORDS]', 'TemplateElement[value.raw=WORDS]'].map((selector) => ({
  selector: selector.replace('WORDS', String(/spaceone\.|\bERROR_[A-Z]|pluginWorkbench\./)),
  message: 'No platform and no front end is named here.',
}));
/** What is particular to a platform is known in its own folders; the rest of the editor goes through interfaces. */
const platformNames = readdirSync('src/platforms', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const platformsBut = (own) => ({
  group: platformNames.filter((name) => name !== own).map((name) => `**/platforms/${name}/**`),
  message: "A platform's folder is imported only from editor/platforms/<the same name>/.",
});
/** The one place that lists what platforms add to the editor. */
const platformsButViews = {
  group: [...platformNames.map((name) => `**/platforms/${name}/**`), '!**/editor/platforms/*/*-views'],
  message: "Of a platform's folders only its views are listed here.",
};

const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'out/**',
      'schemas/generated/**',
      '.vscode-host*/**',
      '.test-env/**',
      '.engine/**',
      'examples/**',
      'test/fixtures/**',
      '**/templates/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/dot-notation': 'off',
      // VS Code types what merely has a dispose() as its class Disposable.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      // What strangers wrote is matched before anybody trusts it: in a time that grows with its length and no faster.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    files: ['src/base/**/*.ts'],
    rules: restrict(
      editorApi,
      nodeApi,
      grpcApi,
      room('manifest', 'catalog', 'contract', 'runtime', 'platforms', 'editor'),
    ),
  },
  {
    files: ['src/manifest/**/*.ts'],
    rules: restrict(editorApi, nodeApi, grpcApi, room('catalog', 'contract', 'runtime', 'platforms', 'editor')),
  },
  {
    files: ['src/catalog/**/*.ts'],
    rules: restrict(editorApi, nodeApi, grpcApi, room('contract', 'runtime', 'platforms', 'editor')),
  },
  {
    files: ['src/runtime/**/*.ts'],
    ignores: ['src/runtime/grpc/**'],
    rules: restrict(
      editorApi,
      grpcApi,
      fileReading,
      room('manifest', 'catalog', 'contract', 'platforms', 'editor', 'ids'),
    ),
  },
  {
    files: ['src/runtime/grpc/**/*.ts'],
    rules: restrict(editorApi, fileReading, room('manifest', 'catalog', 'contract', 'platforms', 'editor', 'ids')),
  },
  {
    // The one reader, and the folder in which the local Repository keeps what is its own.
    files: ['src/runtime/files/read-file.ts', 'src/runtime/files/system-file.ts', 'src/runtime/files/whole-file.ts'],
    rules: restrict(editorApi, grpcApi, room('manifest', 'catalog', 'contract', 'platforms', 'editor', 'ids')),
  },
  {
    files: ['src/contract/**/*.ts'],
    rules: restrict(editorApi, nodeApi, grpcApi, room('manifest', 'platforms', 'editor'), {
      regex: '/runtime/(?!(?:calls/caller|loading/loading)$)',
      message: 'Contract checks know a caller, and nothing else that runs.',
    }),
  },
  {
    // The nodes of JavaScript are a union of some eighty, of which a reader knows those that it reads.
    files: ['src/platforms/bksops/forms/**/*.ts'],
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['src/platforms/*.ts'], rules: restrict(editorApi, nodeApi, grpcApi, room('editor')) },
  ...platformNames.map((name) => ({
    files: [`src/platforms/${name}/**/*.ts`],
    rules: restrict(editorApi, nodeApi, grpcApi, room('editor', ...platformNames.filter((other) => other !== name))),
  })),
  { files: ['src/editor/**/*.ts'], rules: restrict(processesAndFiles, grpcApi, platformsBut(undefined)) },
  ...platformNames.map((name) => ({
    files: [`src/editor/platforms/${name}/**/*.ts`],
    rules: restrict(processesAndFiles, grpcApi, platformsBut(name)),
  })),
  { files: ['src/extension.ts'], rules: restrict(processesAndFiles, grpcApi, platformsButViews) },
  {
    files: ['src/editor/**/*.ts', 'src/extension.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment belongs to runtime/.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/output.ts', 'src/editor/**', 'src/extension.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', standardOutput],
    },
  },
  {
    files: ['base', 'manifest', 'catalog', 'contract', 'runtime'].map((name) => `src/${name}/**/*.ts`),
    rules: { 'no-restricted-syntax': ['error', standardOutput, ...platformWords] },
  },
  { files: ['src/editor/**/*.ts', 'src/extension.ts'], rules: { 'no-console': 'error' } },
  { files: ['src/cli.ts', 'src/cli/**/*.ts'], rules: restrict(editorApi, grpcApi, fileReading, room('editor')) },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'URLSearchParams',
          'setTimeout',
          'clearTimeout',
          'fetch',
          'Buffer',
          'performance',
          'AbortSignal',
          'document',
          'window',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
