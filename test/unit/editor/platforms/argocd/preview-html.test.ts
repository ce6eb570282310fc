import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  readPageMessage,
  readPageState,
  readShowMessage,
} from '../../../../../src/editor/platforms/argocd/page-messages';
import { PreviewHtml, type PreviewView } from '../../../../../src/editor/platforms/argocd/preview-html';
import { baselineOf } from '../../../../../src/platforms/argocd/preview/baseline';
import { changesOf } from '../../../../../src/platforms/argocd/preview/changes';
import type { ManifestPreview } from '../../../../../src/platforms/argocd/preview/preview-manifest';
import { previewAll } from '../../../../preview-manifests';

const setOf = (elements: string, name = '{{.name}}'): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: as, namespace: argocd}
spec: {goTemplate: true, generators: [{list: {elements: [${elements}]}}], template: {metadata: {name: '${name}'}, spec: {project: '{{.p}}'}}}
`;

const previews = (text: string): Promise<ManifestPreview[]> => previewAll({ '/work/set.yaml': text });

function pageOf(made: readonly ManifestPreview[] | undefined, more: Partial<PreviewView> = {}): PreviewHtml {
  return new PreviewHtml({
    ...{ file: '/work/set.yaml', isRunning: false, previews: made, changes: undefined, notes: [], idle: [] },
    choices: { server: { is: 'running' }, version: '3.5', against: { is: 'nothing' } },
    redact: (text) => text.replaceAll('s3cret', '•••'),
    ...more,
  });
}

/** What a person reads: the text of the HTML. */
const read = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('the page of a preview', () => {
  it('has each Application with its values and where they come from', async () => {
    const { result } = pageOf(await previews(setOf('{name: a, p: s3cret}'))).parts();
    equal(
      read(result),
      'as 1 parameter set, 1 Application a metadata.name a name of list in generators[0] metadata.namespace argocd the controller metadata.finalizers[0] resources-finalizer.argocd.argoproj.io the controller spec.project ••• p of list in generators[0]',
    );
  });

  it('marks what would be created, changed and deleted, and says by which name everything goes', async () => {
    const before = await previews(setOf('{name: a, p: x}, {name: b, p: x}'));
    const compared = async (text: string): Promise<string> => {
      const now = await previews(text);
      const { existing } = baselineOf(before, 'then');
      return pageOf(now, { changes: changesOf(existing, now) }).parts().result;
    };
    const some = await compared(setOf('{name: a, p: z}, {name: c, p: x}'));
    match(
      read(some),
      /1 created, 1 changed, 1 deleted, 0 as they are\. − b ~ a [^+]*spec\.project x z p of list[^+]*\+ c/,
    );
    const none = await compared(setOf(''));
    match(
      read(none),
      /DELETES EVERYTHING: [^.]*\. The controller deletes every Application that it made from this set\. Deleted: a, b/,
    );
    ok(none.includes('role="alert"'));
  });

  it('leads from an error to its place, and shows no Applications beside it', async () => {
    const made = pageOf(await previews(setOf('{name: a, p: x}', '{{ fail .name }}')));
    const { result } = made.parts();
    match(
      read(result),
      /^as 1 parameter set, no Applications The controller stops, and creates, changes and deletes nothing: /,
    );
    deepEqual(made.places, [{ preview: 0, place: { text: '{{ fail .name }}' } }]);
    ok(!result.includes('class="tree"'));
  });

  it('shows what strangers wrote as text', async () => {
    const { result } = pageOf(await previews(setOf('{name: a, p: "<img src=x>"}'))).parts();
    ok(result.includes('&lt;img src=x&gt;') && !result.includes('<img'));
  });

  it('offers to write the fixture that is missing, and to start a server that is not running', async () => {
    const clusters = await previews(setOf('').replace('list: {elements: []}', 'clusters: {}'));
    ok(pageOf(clusters).parts().result.includes('id="fixture"'));
    equal(read(pageOf([], { idle: ['one'] }).parts().state), 'Start the test server of one');
    equal(read(pageOf(undefined, { isRunning: true }).parts().state), 'Asking…');
  });

  it('has what is chosen selected', () => {
    const { controls } = pageOf([], {
      choices: {
        server: { is: 'address', url: 'http://h' },
        version: '3.6',
        against: { is: 'revision', revision: 'main' },
      },
    }).parts();
    deepEqual(
      [...controls.matchAll(/<option value="([^"]*)" selected>([^<]*)</g)].map(
        ([, value, words]) => `${value}: ${words}`,
      ),
      ['address: http://h', '3.6: 3.6', 'revision: Git revision main'],
    );
  });
});

describe('what the page of a preview says', () => {
  it('is taken as far as it is one of its messages', () => {
    deepEqual(readPageMessage({ is: 'choose', setting: 'version', value: '3.6', more: 1 }), {
      ...{ is: 'choose', setting: 'version', value: '3.6' },
    });
    deepEqual(readPageMessage({ is: 'open', shown: 1, index: 0 }), { is: 'open', shown: 1, index: 0 });
    for (const wrong of [
      ...[undefined, 'ask', { is: 'other' }, { is: 'open', shown: 1 }, { is: 'start', shown: 1, index: -1 }],
      ...[
        { is: 'choose', setting: 'x', value: 'y' },
        { is: 'choose', setting: 'server', value: 'x'.repeat(100) },
      ],
    ]) {
      equal(readPageMessage(wrong), undefined);
    }
  });

  it('takes parts that it has, and keeps its file', () => {
    const show = { is: 'show', shown: 1, parts: { result: 'x' }, file: 'file:///a' };
    deepEqual(readShowMessage(show), show);
    equal(readShowMessage({ ...show, parts: { other: 'x' } }), undefined);
    deepEqual(readPageState({ file: 'file:///a' }), { file: 'file:///a' });
    equal(readPageState({}), undefined);
  });
});
