import assert from 'node:assert/strict';
import { parseDocument } from '../../../src/manifest/parse/parse-document';
import { maskTemplates } from '../../../src/manifest/parse/template-mask';
import { scanText } from '../../../src/manifest/parse/text-scan';

describe('a template in a manifest', () => {
  const mask = (text: string): string => maskTemplates(text, scanText(text).actions);

  it('becomes letters of the same length inside a line', () => {
    assert.equal(mask('a: {{ .x }}-b\n'), 'a: xxxxxxxx-b\n');
  });

  it('becomes a comment where lines hold nothing else', () => {
    assert.equal(
      mask('  {{- if .a }}\nb: c\n{{ end }}{{ x }} # why\n'),
      '  ############\nb: c\n################ # why\n',
    );
  });

  it('may span lines', () => {
    assert.equal(mask('{{- include "a"\n    . }}\nb: {{ c\n}}\n'), '###############\n########\nb: xxxx\nxx\n');
  });

  it('stays as it is in quoted strings, block scalars and comments', () => {
    const text = `a: "{{ b }}"\nc: '{{ d }}'\ne: |\n  {{ f }}\n\n  {{ "g" }}\n- - >-\n    {{ h }}\n# {{ i }}\n`;
    assert.equal(mask(text), text);
  });

  it('is masked in a string that it would break', () => {
    assert.equal(
      mask('a: "{{ b | default "c" }}"\nd: {{ e }}\n'),
      'a: "xxxxxxxxxxxxxxxxxxxxx"\nd: xxxxxxx\n'.replace('xxxxxxxxxxxxxxxxxxxxx', 'x'.repeat(21)),
    );
  });

  it('is found again after an apostrophe and after a block scalar in a list', () => {
    assert.equal(mask("a: it's {{ b }}\n"), "a: it's xxxxxxx\n");
    assert.equal(mask('- a: |\n    {{ t }}\n  b: {{ c }}\n'), '- a: |\n    {{ t }}\n  b: xxxxxxx\n');
  });

  it('never makes a chart a heap of errors', () => {
    const chart = [
      'metadata:',
      '  name: {{ include "app.name" . }}',
      '  {{- with .Values.labels }}',
      '  labels:',
      '    {{- toYaml . | nindent 4 }}',
      '  {{- end }}',
      '  {{ .Values.key }}: {{ .Values.value | quote }}',
      'list: {{- range .Values.items }}',
      '  - {{ . }}',
      '{{- end }}',
    ].join('\n');
    const parsed = parseDocument(chart);
    assert.deepEqual(parsed.problems, []);
    assert.ok(parsed.hasTemplates);
  });

  it('may hide keys on lines of its own and in the place of a whole value, and nowhere else', () => {
    const isPartial = (text: string): boolean => parseDocument(text).isPartial;
    assert.deepEqual(['{{ a }}\n', 'a: {{ b }}\n', '- {{ a }}\n', '{{ a }}: b\n', 'a: [{{ b }}]\n'].map(isPartial), [
      true,
      true,
      true,
      true,
      false,
    ]);
    assert.deepEqual(['a: b-{{ c }}\n', 'a: {{ b }}-c\n', 'a: "{{ b | f "c" }}"\n'].map(isPartial), [
      false,
      false,
      false,
    ]);
  });

  it('leaves plain flow mappings alone', () => {
    assert.equal(parseDocument('a: {b: {c: d}}\n').hasTemplates, false);
  });
});
