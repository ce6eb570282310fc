import { version } from '../../package.json';
import { numberText } from '../base/number-text';
import { finish, finishInTurns } from '../base/steps';
import type { TemplateJudge } from '../base/template-judge';
import { Manifests } from '../catalog/manifests';
import { checkTextInSteps } from '../manifest/check/check-in-steps';
import type { Finding } from '../manifest/finding';
import { LineIndex } from '../manifest/parse/line-index';
import { ParseCache } from '../manifest/parse/parse-cache';
import { sniff } from '../manifest/check/recognition';
import { requestKind } from '../manifest/requests/request-kind';
import { manifestKinds, manifestReader, manifestRules, sourceChecks } from '../platforms/platforms';
import { readStream, type Beginning } from '../runtime/files/read-file';
import { UnreadableFile } from '../runtime/files/unreadable-file';
import { countOf, eachMistakeOnce, type CheckedFile } from './check/checked-file';
import { checkSource, notesOnBare, pluginSources, type PluginSource } from './check/check-sources';
import { CheckLimits } from './check/check-limits';
import { CheckedFiles } from './check/checked-files';
import { jsonReport } from './check/json-report';
import { PathFinder } from './check/paths-to-check';
import { readAhead } from './check/read-ahead';
import { sarifReport } from './check/sarif-report';
import { isJson, jsonFindings, withoutComments } from './check/json-syntax';
import { manifestsIn, textReport } from './check/text-report';
import { asHarshAs, notUtf8, saysTooLong, tooLong, unchecked, unreadable } from './check/unchecked';
import { unknownFile } from './check/unknown-file';
import { UsageError, absolute, formatOf, parsed, type CliCommand, type CliOptions } from './command';

const FORMATS = ['text', 'json', 'sarif'] as const;

/** Requests with their header only: no descriptors are at hand. */
const kinds = [...manifestKinds, requestKind(() => undefined)];

const options = {
  format: { takes: FORMATS.join('|'), about: 'how the findings are printed; text unless given' },
  ignore: { takes: 'GLOB', multiple: true, about: 'leaves files out, as a line of .pluginworkbenchignore does' },
  'max-warnings': { takes: 'N', about: 'exit code 1 with more warnings than these as well' },
  quiet: { about: 'prints errors alone' },
  'stdin-name': { takes: 'FILE', about: 'what the text of "-" is called; stdin.yaml unless given' },
} as const satisfies CliOptions;

export const check: CliCommand = {
  name: 'check',
  takes: '[PATH|GLOB|-]…',
  options,
  summary: 'check manifests and the source of packages; exit code 1 when there are errors',
  leavesNothing: () => true,
  async run(words, { output, signal, runtime }) {
    const { values, positionals } = parsed(words, options);
    const format = formatOf(values.format, FORMATS);
    const mostWarnings = limitOf(values['max-warnings']);
    const tell = once((note) => output.note(note));
    const endings = sourceChecks.map(({ ending }) => ending);
    const finder = new PathFinder(values.ignore ?? [], { signal, tell }, endings);
    const paths = await finder.find(positionals.length > 0 ? positionals.filter((path) => path !== '-') : ['.']);
    paths.notes.forEach((note) => output.note(note));
    const input = positionals.includes('-')
      ? {
          file: absolute(values['stdin-name'] ?? 'stdin.yaml'),
          ...(await readStream(process.stdin, 'manifest', signal)),
        }
      : undefined;
    const here = absolute('.');
    const root = await finder.repositoryOf(here);
    const roots = [...new Set([...paths.roots, ...(input ? [root ?? finder.aroundNamed(input.file)] : [])])];
    const texts = new CheckedFiles(finder, { ...paths, roots }, input, signal);
    const cache = new ParseCache(1_000_000);
    const manifests = new Manifests(manifestReader(cache), texts);
    manifests.setFolders(roots);
    await manifests.ready();
    const sources = await pluginSources([...new Set([...paths.sources, ...texts.all])], sourceChecks, texts);
    notesOnBare(paths.bare, sources).forEach((note) => output.note(note));
    const checked = await checkAll(sources, {
      manifests,
      texts,
      cache,
      limits: new CheckLimits(),
      templates: runtime.templateEngine,
    });
    const shown = values.quiet ? checked.map(withErrorsOnly) : checked;
    const tooMany = countOf(checked, 'warning') > mostWarnings ? [tooManyWarnings(checked, mostWarnings)] : [];
    if (format !== 'text') {
      output.note([`${manifestsIn(checked, ' checked')}.`, ...tooMany].join('\n'));
    }
    switch (format) {
      case 'text': {
        const isColoured = process.stdout.isTTY && !process.env['NO_COLOR'];
        output.painted([textReport(shown, here, isColoured, checked), ...tooMany].join('\n'));
        break;
      }
      case 'json':
        await output.json(jsonReport(shown, here), 2);
        break;
      case 'sarif': {
        const severities = new Map(manifestRules.map(({ code, severity }) => [code, severity]));
        await output.json(sarifReport(shown, { version, root: root ?? here, severities }), 2);
      }
    }
    return countOf(checked, 'error') > 0 || tooMany.length > 0 ? 1 : 0;
  },
};

/** Says the same thing once: names are looked for where files were looked for before. */
function once(say: (note: string) => void): (note: string) => void {
  const said = new Set<string>();
  return (note) => {
    if (!said.has(note)) {
      said.add(note);
      say(note);
    }
  };
}

function limitOf(given: string | undefined): number {
  if (given !== undefined && !/^\d+$/.test(given)) {
    throw new UsageError(`--max-warnings takes a number, not "${given}".`);
  }
  return given === undefined ? Infinity : Number(given);
}

function tooManyWarnings(checked: readonly CheckedFile[], most: number): string {
  const found = countOf(checked, 'warning');
  return `${numberText(found)} ${found === 1 ? 'warning is' : 'warnings are'} more than the ${numberText(most)} of --max-warnings.`;
}

/** The files with their findings, in the order of their paths. */
async function checkAll(sources: readonly PluginSource[], means: CheckMeans): Promise<CheckedFile[]> {
  const { texts, limits } = means;
  const checked: CheckedFile[] = [];
  const ofPlugins = new Set(sources.map(({ file }) => file));
  const others = texts.all.filter((each) => !ofPlugins.has(each));
  for (const { file, reading } of readAhead(others, (each) => texts.text(each))) {
    checked.push({ file, ...(await checkFile(file, reading, means)) });
  }
  for (const source of sources) {
    checked.push(await checkSource(source, texts, limits));
  }
  return eachMistakeOnce(checked.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)));
}

/** What a file is checked with. */
interface CheckMeans {
  readonly manifests: Manifests;
  readonly texts: CheckedFiles;
  /** What the index has parsed need not be parsed again. */
  readonly cache: ParseCache;
  readonly limits: CheckLimits;
  readonly templates: TemplateJudge;
}

async function checkFile(
  file: string,
  reading: Promise<Beginning>,
  { manifests, texts, cache, limits, templates }: CheckMeans,
): Promise<FileCheck> {
  let read: Beginning;
  try {
    read = await reading;
  } catch (error) {
    if (error instanceof UnreadableFile) {
      return unchecked(unreadable(error));
    }
    throw error;
  }
  const { isWhole, flaw } = read;
  const text = isJson(file) ? withoutComments(read.text) : read.text;
  const isNamed = texts.isNamed(file);
  const mayBeOurs = sniff(text, kinds, manifests.names);
  if (!mayBeOurs && !isNamed) {
    return nothing;
  }
  if (!isWhole) {
    return unchecked(tooLong(isNamed));
  }
  if (flaw) {
    return unchecked(notUtf8(flaw), text);
  }
  if (!mayBeOurs) {
    return unknownFile(text);
  }
  if (limits.spent) {
    return unchecked(limits.spent);
  }
  const names = finish(manifests.namesWith(file, text, cache));
  const checked = await finishInTurns(checkTextInSteps(text, kinds, manifestRules, { names, cache, templates }));
  const findings = checked.findings.map((finding) => asHarshAs(isNamed, finding));
  const count = checked.documents.flatMap(({ kind, objects }) => objects ?? kind ?? []).length;
  const skipped = findings.filter(saysTooLong).length;
  limits.add(count, findings.length);
  if (count === 0 && findings.length === 0 && isNamed) {
    return unknownFile(text);
  }
  return {
    findings: count > 0 && isJson(file) ? toldByJson(jsonFindings(read.text), findings) : findings,
    lines: checked.lines,
    manifests: Math.max(count - skipped, 0),
    unchecked: skipped,
  };
}

/** What JSON refuses is said in its words: those of YAML about the same place would be a second message. */
function toldByJson(problems: readonly Finding[], findings: readonly Finding[]): Finding[] {
  const others = problems.length === 0 ? findings : findings.filter(({ code }) => code !== 'manifest/syntax');
  return [...problems, ...others];
}

type FileCheck = Omit<CheckedFile, 'file'>;

const nothing: FileCheck = { findings: [], lines: new LineIndex(''), manifests: 0, unchecked: 0 };

function withErrorsOnly(file: CheckedFile): CheckedFile {
  return { ...file, findings: file.findings.filter(({ severity }) => severity === 'error') };
}
