import { deepEqual, equal, match } from 'node:assert/strict';
import { parse } from 'yaml';
import type { JsonObject } from '../../../../../src/base/json';
import { finish } from '../../../../../src/base/steps';
import { connectionTo } from '../../../../../src/platforms/argocd/calls/connection';
import { requestOf } from '../../../../../src/platforms/argocd/calls/request';
import { applicationsText } from '../../../../../src/platforms/argocd/preview/application-text';
import { callText } from '../../../../../src/platforms/argocd/preview/call-text';
import { fixtureText } from '../../../../../src/platforms/argocd/preview/fixture-text';
import { originMarkdown, originWords } from '../../../../../src/platforms/argocd/preview/origin-words';
import type { PluginCall } from '../../../../../src/platforms/argocd/preview/plugin-call';

describe('calls as a person reads them', () => {
  const request = requestOf('as', connectionTo('http://h', 'secret-token'), { a: [1] });
  const generator = ['generators', 0, 'plugin'];
  const call: PluginCall = {
    ...{ generator, configMap: 'c', request, made: { sets: [{ name: 'x' }] } },
    answer: { status: 200, milliseconds: 12.4, bytes: 44, text: '{"output":{"parameters":[{"name":"x"}]}}' },
  };

  it('have the request, the answer and what the controller makes of it, and not the token', () =>
    equal(
      callText('The ApplicationSet as asks c', [call], ['A note.']),
      `# The ApplicationSet as asks c. One call for each reconcile.
# A note.
---
request:
  POST: http://h/api/v1/getparams.execute
  headers:
    user-agent: argocd-applicationset
    content-length: "61"
    authorization: Bearer •••
    content-type: application/json
    accept-encoding: gzip
  body:
    applicationSetName: as
    input:
      parameters:
        a:
          - 1
  within: 30 s
answer:
  status: 200
  milliseconds: 12
  bytes: 44
  body:
    output:
      parameters:
        - name: x
controller:
  takes: 1 parameter set
  sets:
    - name: x
`,
    ));

  it('say what an empty answer does, and where the controller stops', () => {
    match(
      callText('t', [{ ...call, made: { sets: [] } }]),
      /takes: "?no parameter sets: every Application of this generator is deleted/,
    );
    const stopped: PluginCall = { generator, configMap: 'c', made: { error: 'no such ConfigMap' } };
    equal(
      callText('t', [stopped, stopped]),
      '# t. 2 calls for each reconcile.\n---\nanswer: none\ncontroller:\n  stops: no such ConfigMap\n---\nanswer: none\ncontroller:\n  stops: no such ConfigMap\n',
    );
  });
});

describe('the fixture of a set', () => {
  const set = parse(
    'spec: {generators: [{clusters: {}}, {matrix: {generators: [{git: {repoURL: "https://g.example.com/a.git"}}, {plugin: {configMapRef: {name: clusters}}}]}}]}',
  ) as JsonObject;
  const text = (known?: JsonObject, isOwn = false): string | undefined =>
    fixtureText('/w/s.yaml', set, known, () => isOwn);

  it('has an example for each generator that looks elsewhere, however deep, marked as one', () => {
    const found = text() ?? '';
    match(found, /^# Stands in for what generators of s\.yaml find elsewhere\./);
    deepEqual(Object.keys(parse(found) as object), ['clusters', 'git']);
    match(found, /repoURL: https:\/\/g\.example\.com\/a\.git/);
  });

  it('leaves out what is there, and the repository that the set is in', () => {
    deepEqual(Object.keys(parse(text({ git: [] }) ?? '') as object), ['clusters']);
    deepEqual(Object.keys(parse(text(undefined, true) ?? '') as object), ['clusters']);
    equal(text({ clusters: [], git: [] }), undefined);
  });
});

describe('where a value comes from, in words', () => {
  const parameters = [
    { name: 'env', value: 'dev', generator: ['generators', 0, 'matrix', 'generators', 1, 'plugin'] },
    { name: 'gone', value: undefined, generator: undefined },
  ];

  it('names the template, and each parameter with its value and its generator', () =>
    equal(
      originMarkdown({ is: 'template', text: 'a-{{ .env }}', parameters }),
      'From the template: `a-{{ .env }}`\n\n- `env` is `dev`, of plugin in generators[0].matrix.generators[1]\n- `gone` is not among the parameters',
    ));

  it('is short beside the value', () =>
    deepEqual(
      [
        originWords({ is: 'template', text: 'x', parameters }),
        originWords({ is: 'template', text: 'x', parameters: [] }),
        originWords({ is: 'patch', parameters: [] }),
        originWords({ is: 'controller' }),
      ],
      [
        'env of plugin in generators[0].matrix.generators[1], gone of no generator',
        'the template',
        'templatePatch',
        'the controller',
      ],
    ));
});

describe('Applications as text', () => {
  it('are manifests, and no more of them than a person reads', () => {
    const application = { metadata: { name: 'a' }, spec: { project: 'p' } };
    equal(
      finish(applicationsText('head', [application])),
      '# head\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\nspec:\n  project: p\n',
    );
    match(
      finish(applicationsText('head', Array(1002).fill(application) as (typeof application)[])),
      /\n# And 2 more\.\n$/,
    );
  });
});
