import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  readPageMessage,
  readPageState,
  readShowMessage,
} from '../../../../../src/editor/platforms/bksops/deploy/page-messages';
import { ReadinessHtml } from '../../../../../src/editor/platforms/bksops/deploy/readiness-html';
import type { Readiness } from '../../../../../src/platforms/bksops/deploy/readiness';
import { component, found, MANIFEST, module, report } from '../../../platforms/bksops/deploy/found';

const idle = { progress: undefined, ended: undefined };

/** HTML without the white space around tags, in which its source is written. */
const flat = (html: string): string => html.replace(/\s+/g, ' ').replace(/ ?([<>]) ?/g, '$1');
const page = (readiness: Readiness | undefined): ReadinessHtml => new ReadinessHtml(MANIFEST, readiness);

const failing = module('team.b', {
  fate: 'failed',
  message: 'No <b>disk</b>.',
  python: { file: '/w/team/b.py', line: 2 },
});
const broken = found({ loaded: { report: report([module('team.a', { components: [component('a')] }), failing]) } });

describe('the page of a check', () => {
  it('says the verdict first, in words and by a mark', () => {
    match(
      flat(page(broken).parts(idle).verdict),
      /^<p class="not"><span class="mark" aria-hidden="true">✗<\/span>Not ready: 1 module would not be loaded\.<\/p>/,
    );
    match(
      flat(page(found()).parts(idle).verdict),
      /^<p class="ready"><span class="mark" aria-hidden="true">✓<\/span>Ready\./,
    );
  });

  it('leads to each place that it names', () => {
    const made = page(broken);
    const buttons = [...made.parts(idle).result.matchAll(/data-place="(\d+)"[^>]*>([^<]*)</g)];
    deepEqual(
      buttons.map(([, index, words]) => [words, made.places[Number(index)]]),
      [
        ['Of a', { file: '/w/team/a.py', line: 4 }],
        ['team/b.py:2', { file: '/w/team/b.py', line: 2 }],
        ['sources.yaml:7', { file: MANIFEST, line: 7 }],
      ],
    );
  });

  it('shows what strangers wrote as text', () => {
    const name = '<img src=x onerror="alert(1)">';
    const modules = [module('team.a', { components: [component('a', { name, description: '<script>' })] }), failing];
    const { result } = page(found({ loaded: { report: report(modules) } })).parts(idle);
    ok(!/<img|<script|<b>/.test(result));
    ok(result.includes('No &lt;b&gt;disk&lt;/b&gt;.'));
  });

  it('shows step by step what is done, with a way to cancel, and beside it what the check before has found', () => {
    const progress = { sync: 'local: copying 2 files', load: 'loading module 2 of 3' };
    const parts = page(broken).parts({ progress, ended: undefined });
    equal(
      flat(parts.progress),
      '<ul class="steps"><li><span class="is">Sync</span>done</li><li><span class="is">Load</span>loading module 2 of 3</li><li><span class="is">Check</span>waits</li></ul>',
    );
    match(flat(parts.actions), /^<button type="button" id="cancel">Cancel<\/button><button [^>]*id="copy"/);
    match(flat(parts.verdict), /^<p class="note">The check before has found:<\/p><p class="not">/);
    equal(parts.result, page(broken).parts(idle).result);
  });

  it('says why there is no result, and copies nothing where nothing is known', () => {
    const parts = page(undefined).parts({ progress: undefined, ended: 'The check was cancelled.' });
    equal(flat(parts.verdict), '<p>The check was cancelled.</p>');
    match(flat(parts.actions), /id="again">Run Again<.*id="copy" disabled>/);
    equal(parts.result, '');
  });

  it('lists no more than a person reads', () => {
    const modules = Array.from({ length: 600 }, (_, index) =>
      module(`team.m${index}`, { fate: 'failed', message: 'No.' }),
    );
    const { result } = page(found({ loaded: { report: report(modules) } })).parts(idle);
    equal(result.split('class="subject"').length - 1, 500);
    ok(result.includes('100 more.'));
  });
});

describe('what the page of a check says', () => {
  it('is taken as far as it is one of its messages, and nothing more of it', () => {
    deepEqual(readPageMessage({ is: 'open', shown: 3, index: 4, file: '/etc/passwd' }), {
      is: 'open',
      shown: 3,
      index: 4,
    });
    for (const is of ['ready', 'again', 'cancel', 'copy'] as const) {
      deepEqual(readPageMessage({ is, more: 1 }), { is });
    }
  });

  const refused: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['a text', 'again'],
    ['another kind', { is: 'run' }],
    ['a place that is none', { is: 'open', shown: 1, index: -1 }],
    ['a place of no page', { is: 'open', index: 1 }],
  ];
  for (const [what, message] of refused) {
    it(`is not ${what}`, () => equal(readPageMessage(message), undefined));
  }
});

describe('what the page of a check takes', () => {
  const show = { is: 'show', shown: 1, parts: { verdict: '<p>Ready.</p>' }, manifest: MANIFEST };

  it('is HTML by part', () => {
    deepEqual(readShowMessage({ ...show, more: 1 }), show);
  });

  it('is nothing of another sender', () => {
    equal(readShowMessage({ ...show, is: 'other' }), undefined);
    equal(readShowMessage({ ...show, parts: { elsewhere: '' } }), undefined);
    equal(readShowMessage({ ...show, parts: { verdict: 1 } }), undefined);
    equal(readShowMessage({ ...show, manifest: undefined }), undefined);
  });

  it('is left to the next window as the name of its manifest', () => {
    deepEqual(readPageState({ manifest: MANIFEST, more: 1 }), { manifest: MANIFEST });
    equal(readPageState({ manifest: 1 }), undefined);
  });
});
