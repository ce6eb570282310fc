import { basename } from '../../../base/paths';

/** A language in which generators are written. */
export interface Language {
  readonly title: string;
  /** How the names of its files end. */
  readonly endings: readonly string[];
  readonly runs: 'python' | 'node' | 'go' | undefined;
}

/** Those that the workbench runs by itself, and others in which public generators are written. */
export const languages: readonly Language[] = [
  { title: 'Python', endings: ['py'], runs: 'python' },
  { title: 'JavaScript', endings: ['js', 'mjs', 'cjs'], runs: 'node' },
  { title: 'TypeScript', endings: ['ts', 'mts', 'cts'], runs: 'node' },
  { title: 'Go', endings: ['go'], runs: 'go' },
  { title: 'Rust', endings: ['rs'], runs: undefined },
  { title: 'Java', endings: ['java'], runs: undefined },
  { title: 'Kotlin', endings: ['kt'], runs: undefined },
  { title: 'C#', endings: ['cs'], runs: undefined },
  { title: 'Ruby', endings: ['rb'], runs: undefined },
  { title: 'PHP', endings: ['php'], runs: undefined },
];

export const endings: readonly string[] = languages.flatMap((language) => language.endings);

export function languageOf(file: string): Language | undefined {
  const ending = file.slice(file.lastIndexOf('.') + 1);
  return languages.find((language) => language.endings.includes(ending));
}

/** True for a file of tests, in which a route stands that is called and not served. */
export function isTest(file: string, folder: string): boolean {
  const inFolder = file.slice(folder.length);
  return (
    /\/(?:tests?|__tests__|spec|e2e|testdata|mocks?|vendor|third_party)\//i.test(inFolder) ||
    /^(?:test_.*|.*_test|conftest|.*\.(?:test|spec))\.\w+$/i.test(basename(file)) ||
    /\.d\.[cm]?ts$/.test(file)
  );
}
