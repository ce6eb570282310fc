import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineProgram } from '../../../../src/runtime/template-engine/engine-program';
import { TemplateEngine } from '../../../../src/runtime/template-engine/template-engine';
import { webAssembly } from '../../../../src/runtime/template-engine/web-assembly';
import { newEngine } from '../../../template-engine';

describe('the template engine', () => {
  let engine: TemplateEngine;

  before(() => {
    engine = newEngine();
  });

  after(() => engine[Symbol.asyncDispose]());

  /** What it says of a text, a line a problem. */
  async function said(text: string): Promise<string[]> {
    await engine.ask([text]);
    const { problems = [], notJudged } = engine.verdictOn(text) ?? {};
    return [
      ...problems.map(({ start, end, error }) => `${text.slice(start, end)}: ${error}`),
      ...(notJudged === undefined ? [] : [notJudged]),
    ];
  }

  it('knows nothing before it is asked, and does not ask again for what it knows', async () => {
    assert.equal(engine.verdictOn('{{ .first }}'), undefined);
    await engine.ask(['{{ .first }}']);
    assert.deepEqual(engine.verdictOn('{{ .first }}'), { problems: [] });
    assert.equal(engine.ask(['{{ .first }}']), undefined);
  });

  it('counts places in the units of the editor, also behind characters outside of the basic plane', async () => {
    assert.deepEqual(await said('😀 ä {{ .a }} {{ .b[0] }}'), ["[: bad character U+005B '['"]);
    assert.deepEqual(await said('😀 ä {{ .a }} {{ lower .b .c }}'), [
      'lower: wrong number of args for lower: want 1 got 2',
    ]);
  });

  it('places a mistake behind many right actions at the one action that has it', async () => {
    assert.deepEqual(await said(`${'{{ .a }} '.repeat(300)}{{ .b..c }} {{ .d }}`), [
      '{{ .b..: unexpected <.> in operand',
    ]);
  });

  it('tells a NUL and half a surrogate pair in braces as Go does', async () => {
    assert.deepEqual(await said('{{ .a\0 }}'), ['\0: bad character U+0000']);
    assert.deepEqual(await said('{{ \ud800 }}'), ["\ud800: unrecognized character in action: U+FFFD '\ufffd'"]);
  });

  it('says of parentheses that are nested deeper than it can read that it has not judged them', async () => {
    const deep = 10_000;
    assert.deepEqual(await said(`{{ ${'('.repeat(deep)}.a${')'.repeat(deep)} }}`), [
      'its parentheses are nested too deeply',
    ]);
    assert.deepEqual(await said('{{ .afterwards | lowr }}'), ['lowr: function "lowr" not defined']);
  });

  it('reads ten thousand blocks in each other', async () => {
    const deep = 10_000;
    assert.deepEqual(await said(`${'{{ if .a }}'.repeat(deep)}x${'{{ end }}'.repeat(deep)}`), []);
  });

  it('reads a text of a million characters', async () => {
    assert.deepEqual(await said(`${'x'.repeat(1_000_000)}{{ .a ? }}`), ['?: unexpected "?" in operand']);
  });

  it('renders with the functions, options and words of the controller', async () => {
    const rendered = await engine.render({
      texts: [
        '{{ .n }} {{ int .n }} {{ .none }}',
        '{{ .missing }}',
        '{{ normalize "A b_c" }} {{ slugify 8 true "one two three" }}',
        '{{ .generator.input.parameters.k }}|{{ toYaml .generator.input.parameters }}',
        '{{ tpl "{{ .a }}!" . }}',
        '{{ env "HOME" }}',
      ],
      parameters: { n: 1234567, none: null, a: 'x' },
      input: { k: 'v' },
      goTemplate: true,
      options: ['missingkey=error'],
    });
    assert.deepEqual(rendered, [
      { text: '1.234567e+06 1234567 <no value>' },
      {
        text: '',
        error:
          'failed to execute go template {{ .missing }}: template: base:1:3: executing "base" at <.missing>: map has no entry for key "missing"',
      },
      { text: 'a-b-c one-two' },
      { text: '{[34 118 34]}|k: v' },
      { text: 'x!' },
      {
        text: '',
        error: 'failed to parse template {{ env "HOME" }}: template: base:1: function "env" not defined',
      },
    ]);
  });

  it('leaves what is no name in the flat style as it is written', async () => {
    const texts = ['{{ a }}-{{a.b}}', '{{ .a }} {{ a | lower }} {{ }}', '{{ list }}', '{{a', '{{ a }}{{'];
    const parameters = { a: 'x', 'a.b': 'y', list: ['z'] };
    assert.deepEqual(
      (await engine.render({ texts, parameters, goTemplate: false })).map(({ text, error }) => error ?? text),
      [
        'x-y',
        '{{ .a }} {{ a | lower }} {{ }}',
        '{{ list }}',
        '{{a',
        'invalid template: Cannot find end tag="}}" in the template="{{ a }}{{" starting from ""',
      ],
    );
  });

  it('tells a template that is made of itself by the words of the controller', async () => {
    const texts = ['{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}'];
    const [rendered] = await engine.render({ texts, parameters: {}, goTemplate: true });
    assert.match(rendered?.error ?? '', /exceeded maximum template depth/);
  });

  it('ends a template that goes on too long, and answers the next question', async () => {
    const texts = ['{{ range untilStep 0 2000000000 1 }}x{{ end }}'];
    await assert.rejects(engine.render({ texts, parameters: {}, goTemplate: true }, 300), /it takes too long/);
    assert.deepEqual(await engine.render({ texts: ['{{ .a }}'], parameters: { a: 'b' }, goTemplate: true }), [
      { text: 'b' },
    ]);
  });

  it('says that it did not start where its program is no WebAssembly', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
    try {
      const program = path.join(folder, 'engine.wasm');
      writeFileSync(program, 'no program');
      const broken = newEngine(program);
      await broken.ask(['{{ .a }}']);
      assert.match(broken.verdictOn('{{ .a }}')?.notJudged ?? '', /^the template engine did not start: /);
      await broken[Symbol.asyncDispose]();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what a program breaks down with, and is started again', async () => {
    // There is no memory for such a text: Go ends, and this program with it.
    const texts = ['{{ repeat 1000000000 "x" }}'];
    await assert.rejects(
      engine.render({ texts, parameters: {}, goTemplate: true }, 60_000),
      /the template engine broke down/,
    );
    assert.deepEqual(await said('{{ .again | lowr }}'), ['lowr: function "lowr" not defined']);
  });

  it('forgets the first texts once it was asked about more than it keeps', async () => {
    await engine.ask(['{{ .forgotten }}']);
    await engine.ask(Array.from({ length: 9 }, (_, index) => `${'x'.repeat(500_000)}${index}`));
    assert.deepEqual(
      [engine.verdictOn('{{ .forgotten }}'), engine.verdictOn(`${'x'.repeat(500_000)}8`)],
      [undefined, { problems: [] }],
    );
  });

  it('starts once its program is there, if it was missing before', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
    const program = path.join(folder, 'engine.wasm');
    const late = newEngine(program);
    try {
      await late.ask(['{{ .before }}']);
      assert.match(
        late.verdictOn('{{ .before }}')?.notJudged ?? '',
        /^the template engine did not start: .* is missing$/,
      );
      copyFileSync(path.join(__dirname, '../../../../.engine/engine.wasm'), program);
      await late.ask(['{{ .then }}']);
      assert.deepEqual(late.verdictOn('{{ .then }}'), { problems: [] });
    } finally {
      await late[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    }
  });

  for (const [does, words, script] of [
    ['breaks down', 'the template engine broke down: gone', 'throw new Error("gone")'],
    ['ends itself', 'the template engine ended', 'process.exit()'],
  ] as const) {
    it(`says so where its thread ${does}, for each question`, async () => {
      const worker = new URL(
        `data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${script} });`,
      );
      const lost = new TemplateEngine({ worker, program: path.join(__dirname, '../../../../.engine/engine.wasm') });
      await lost.ask(['{{ .a }}', '{{ .b }}']);
      assert.deepEqual(
        ['{{ .a }}', '{{ .b }}'].map((text) => lost.verdictOn(text)?.notJudged),
        [words, words],
      );
      await lost[Symbol.asyncDispose]();
    });
  }
});

describe('the program of the template engine', () => {
  it('is made anew once it has taken more memory than it is to keep', async () => {
    const bytes = readFileSync(path.join(__dirname, '../../../../.engine/engine.wasm'));
    const program = new EngineProgram(await webAssembly.compile(bytes));
    const { Instance } = webAssembly;
    let made = 0;
    const counted = webAssembly as { Instance: typeof Instance };
    counted.Instance = class extends Instance {
      constructor(...given: ConstructorParameters<typeof Instance>) {
        super(...given);
        made += 1;
      }
    };
    const render = (count: number): string =>
      program.answerTo(
        JSON.stringify({ ask: 'render', texts: [`{{ len (repeat ${count} "x") }}`], parameters: {}, goTemplate: true }),
      );
    try {
      render(1);
      render(1);
      assert.equal(made, 1);
      assert.match(render(300_000_000), /300000000/);
      render(1);
      assert.equal(made, 2);
    } finally {
      counted.Instance = Instance;
    }
  });
});
