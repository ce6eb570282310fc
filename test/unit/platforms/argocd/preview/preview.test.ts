import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { Fixtures, isSameAddress } from '../../../../../src/platforms/argocd/preview/fixtures';
import type {
  ManifestPreview,
  ManifestPreviewOptions,
} from '../../../../../src/platforms/argocd/preview/preview-manifest';
import { previewAll } from '../../../../preview-manifests';

/** An ApplicationSet in Go's templates, from its generators and its template. */
function setOf(generators: string, template = '{metadata: {name: "{{.name}}"}, spec: {}}', more = ''): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: ApplicationSet',
    'metadata: {name: as, namespace: argocd}',
    `spec: {goTemplate: true, goTemplateOptions: [missingkey=error], ${more} generators: ${generators}, template: ${template}}`,
  ].join('\n');
}

const flat = (text: string): string =>
  text.replace('goTemplate: true, goTemplateOptions: [missingkey=error],', '').replaceAll('{{.', '{{');

async function previewOf(
  text: string,
  options: Partial<ManifestPreviewOptions> = {},
  others: Readonly<Record<string, string>> = {},
): Promise<ManifestPreview> {
  const [preview] = await previewAll({ '/work/set.yaml': text, ...others }, options);
  assert.ok(preview);
  return preview;
}

async function namesOf(...asked: Parameters<typeof previewOf>): Promise<unknown[] | string> {
  const { applications, error } = await previewOf(...asked);
  return error ?? applications.map(({ metadata }) => metadata['name']);
}

/** Where no case is recorded, each was compared with the packages of Argo CD v3.5.7. */
describe('the preview of an ApplicationSet', () => {
  it('has what is rendered, with keys, numbers as floats, and the finalizer of the controller', async () => {
    const list = '[{list: {elements: [{name: a, number: 1234567, x: {k: v}}]}}]';
    const template =
      '{metadata: {name: "{{.name}}", labels: {"l-{{.name}}": "{{.number}}"}}, spec: {project: p, source: {repoURL: r, helm: {valuesObject: {deep: ["{{.x.k}}", 1, null]}}}}}';
    assert.deepEqual((await previewOf(setOf(list, template))).applications, [
      {
        metadata: {
          name: 'a',
          namespace: 'argocd',
          labels: { 'l-a': '1.234567e+06' },
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        spec: { project: 'p', source: { repoURL: 'r', helm: { valuesObject: { deep: ['v', 1, null] } } } },
      },
    ]);
  });

  it('keeps what deployed resources where the set preserves them', async () => {
    const text = setOf(
      '[{list: {elements: [{name: a}]}}]',
      undefined,
      'syncPolicy: {preserveResourcesOnDeletion: true},',
    );
    assert.deepEqual((await previewOf(text)).applications[0]?.metadata, { name: 'a', namespace: 'argocd' });
  });

  it('does not render a set without parameters at all', async () => {
    assert.deepEqual(await namesOf(setOf('[{list: {elements: [{}]}}]')), ['{{.name}}']);
  });

  it('goes by the template of a generator, and where that says nothing by that of the set', async () => {
    const own =
      '{metadata: {labels: {own: "{{.name}}"}}, spec: {project: other, destination: {}, source: {repoURL: ""}}}';
    const list = `[{list: {elements: [{name: a}], template: ${own}}}]`;
    const template =
      '{metadata: {name: "{{.name}}"}, spec: {project: p, source: {repoURL: r}, destination: {server: s}}}';
    const { applications } = await previewOf(setOf(list, template));
    assert.deepEqual(applications[0]?.spec, {
      project: 'other',
      source: { repoURL: 'r' },
      destination: { server: 's' },
    });
    assert.deepEqual(applications[0].metadata['labels'], { own: 'a' });
  });

  it('combines a matrix, in which the first generator counts and its parameters reach the second', async () => {
    const matrix =
      '[{matrix: {generators: [{list: {elements: [{name: a}, {name: b}]}}, {list: {elements: [{name: c, env: "{{.name}}-1"}, {env: two}]}}]}}]';
    assert.deepEqual(await namesOf(setOf(matrix, '{metadata: {name: "{{.name}}.{{.env}}"}, spec: {}}')), [
      'a.a-1',
      'a.two',
      'b.b-1',
      'b.two',
    ]);
    assert.equal(
      await namesOf(flat(setOf(matrix))),
      'failed to combine string maps with merging params for the matrix generator: found duplicate key name with different value, a: a ,b: c',
    );
  });

  it('merges what has the same keys, and keeps the sets of the first generator alone', async () => {
    const merge =
      '[{merge: {mergeKeys: [name], generators: [{list: {elements: [{name: a, env: x}, {name: b, env: x}]}}, {list: {elements: [{name: b, env: w}, {name: c, env: z}]}}]}}]';
    const text = setOf(merge, '{metadata: {name: "{{.name}}.{{.env}}"}, spec: {}}');
    assert.deepEqual(await namesOf(text), ['a.x', 'b.w']);
    assert.deepEqual(await namesOf(flat(text)), ['a.x', 'b.w']);
  });

  it('selects by the paths of parameters, with any value', async () => {
    const text = (selector: string): string =>
      setOf(`[{list: {elements: [{name: a, m: {u: 'https://x'}}, {name: b}]}, selector: ${selector}}]`);
    assert.deepEqual(await namesOf(text("{matchLabels: {m.u: 'https://x'}}")), ['a']);
    assert.deepEqual(await namesOf(text('{matchExpressions: [{key: m.u, operator: DoesNotExist}]}')), ['b']);
    assert.deepEqual(await namesOf(text('{matchExpressions: [{key: name, operator: NotIn, values: [a]}]}')), ['b']);
    assert.equal(
      await namesOf(text('{matchExpressions: [{key: name, operator: In}]}')),
      "error parsing label selector: values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    );
  });

  it('has the function tpl from v3.6 on', async () => {
    const text = setOf('[{list: {elements: [{name: a}]}}]', `{metadata: {name: '{{ tpl "x{{.name}}" . }}'}, spec: {}}`);
    assert.equal(
      await namesOf(text),
      'failed to parse template {{ tpl "x{{.name}}" . }}: template: base:1: function "tpl" not defined',
    );
    assert.deepEqual(await namesOf(text, { version: '3.6' }), ['xa']);
  });

  describe('with a patch', () => {
    const patchedBy = async (patch: string): Promise<unknown> => {
      const text = setOf(
        '[{list: {elements: [{name: a}]}}]',
        '{metadata: {name: "{{.name}}", labels: {l: v}}, spec: {project: p, source: {repoURL: r, helm: {valuesObject: {a: {z: 1}}}}}}',
        `templatePatch: ${JSON.stringify(patch)},`,
      );
      const { applications, error } = await previewOf(text);
      return error ?? { spec: applications[0]?.spec, labels: applications[0]?.metadata['labels'] };
    };
    const before = { project: 'p', source: { repoURL: 'r', helm: { valuesObject: { a: { z: 1 } } } } };

    it('merges maps, deletes by null, and never changes the project', async () =>
      assert.deepEqual(
        await patchedBy(
          'metadata: {labels: {l: null, x: "{{.name}}"}}\nspec: {project: evil, unknown: 1, source: {path: q}}',
        ),
        { spec: { ...before, source: { ...before.source, path: 'q' } }, labels: { x: 'a' } },
      ));

    it('cannot merge into the values of a chart', async () =>
      assert.equal(
        await patchedBy('spec: {source: {helm: {valuesObject: {a: {b: 1}}}}}'),
        'error while applying templatePatch template to json "{\\"spec\\":{\\"source\\":{\\"helm\\":{\\"valuesObject\\":{\\"a\\":{\\"b\\":1}}}}}}": unable to find api field in struct RawExtension for the json field "a"',
      ));

    it('must be an object', async () =>
      assert.equal(
        await patchedBy('- x'),
        'invalid templatePatch "[\\"x\\"]": json: cannot unmarshal array into Go value of type v1alpha1.Application',
      ));
  });

  describe('with a plugin', () => {
    const closing: (() => void)[] = [];
    let asked: { readonly authorization: string | undefined; readonly body: string }[] = [];
    afterEach(() => closing.splice(0).forEach((close) => close()));

    async function served(parameters: unknown): Promise<string> {
      asked = [];
      const server = http.createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          asked.push({ authorization: request.headers.authorization, body });
          response.end(JSON.stringify({ output: { parameters } }));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.push(() => server.close());
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    const connection = (baseUrl: string): string => `
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: argocd}
data: {token: $plugin.t, baseUrl: "${baseUrl}"}
---
apiVersion: v1
kind: Secret
metadata: {name: argocd-secret, namespace: argocd}
stringData: {plugin.t: from the secret}
`;
    const outer = '{list: {elements: [{name: a}, {name: b}, {name: c}]}}';
    const plugin = '{plugin: {configMapRef: {name: c}}}';

    it('tells loudly that an answer without parameter sets deletes everything', async () => {
      const { applications, error, warnings } = await previewOf(setOf(`[${plugin}]`) + connection(await served([])));
      assert.deepEqual(
        { applications, error, warnings },
        {
          applications: [],
          error: undefined,
          warnings: [
            'DELETES EVERYTHING: the generators of "as" give no parameter sets, which is no error. The controller deletes every Application that it made from this set.',
          ],
        },
      );
    });

    it('calls the second plugin of a matrix for each outer set, and from v3.6 on once where it has no template', async () => {
      const text = setOf(`[{matrix: {generators: [${outer}, ${plugin}]}}]`) + connection(await served([{ x: 1 }]));
      assert.deepEqual([await namesOf(text), asked.length], [['a', 'b', 'c'], 3]);
      assert.deepEqual([await namesOf(text, { version: '3.6' }), asked.length], [['a', 'b', 'c'], 4]);
    });

    it('has no input where the generator has none: null in JSON, and else an empty map', async () => {
      const of =
        '{metadata: {name: "{{ .generator | toJson }}", labels: {l: "{{.generator.input.parameters}}"}}, spec: {}}';
      const { applications } = await previewOf(setOf(`[${plugin}]`, of) + connection(await served([{}])));
      const [application] = applications;
      assert.deepEqual(
        [application?.metadata['name'], application?.metadata['labels']],
        ['{"input":{"parameters":null}}', { l: 'map[]' }],
      );
    });

    it('asks another address with another token where these are given', async () => {
      const baseUrl = await served([{ name: 'here' }]);
      const text = setOf(`[${plugin}]`) + connection('http://elsewhere.invalid');
      assert.deepEqual(await namesOf(text, { instead: () => ({ baseUrl, token: 'given' }) }), ['here']);
      assert.deepEqual(asked, [{ authorization: 'Bearer given', body: '{"applicationSetName":"as","input":{}}\n' }]);
    });

    it('goes on without the ConfigMap where an address is given, and says that the controller would not', async () => {
      const baseUrl = await served([{ name: 'here' }]);
      const { applications, warnings } = await previewOf(setOf(`[${plugin}]`), { instead: () => ({ baseUrl }) });
      assert.deepEqual(
        [applications.length, warnings],
        [1, [`The ConfigMap "c" is not in the controller's namespace here: without it the controller stops.`]],
      );
    });

    it('takes the objects of its own environment, which are nearest', async () => {
      const near = await served([{ name: 'near' }]);
      const far = '/other/connection.yaml';
      assert.deepEqual(
        await namesOf(
          setOf(`[${plugin}]`),
          {},
          {
            [far]: connection('http://far.invalid'),
            '/work/connection.yaml': connection(near),
          },
        ),
        ['near'],
      );
    });
  });

  it('leaves the objects of another environment to the set that has them nearer', async () => {
    const plugin = setOf('[{plugin: {configMapRef: {name: c}}}]');
    const theirs = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {token: $t, baseUrl: "http://h"}\n';
    assert.equal(
      await namesOf(plugin, {}, { '/work/other.yaml': `${plugin}\n---\n${theirs}` }),
      'error getting plugin from generator: error fetching ConfigMap: configmaps "c" not found',
    );
  });

  it('is none of a manifest in which a key stands twice', async () => {
    const twice = setOf('[{list: {elements: [{name: a, name: b}]}}]', undefined, 'goTemplate: true,');
    assert.equal(
      await namesOf(twice),
      'error converting YAML to JSON: yaml: unmarshal errors:\n  line 4: key "goTemplate" already set in map\n  line 4: key "name" already set in map',
    );
  });

  it('warns of names that several Applications have or that none can have', async () => {
    const { warnings } = await previewOf(setOf('[{list: {elements: [{name: a}, {name: a}, {name: "B b"}]}}]'));
    assert.deepEqual(warnings, [
      'Several Applications would be called "a": the controller skips them.',
      '"B b" can be no Application\'s name: Kubernetes refuses it.',
    ]);
  });

  it('warns of what stays in braces without goTemplate', async () => {
    const { warnings } = await previewOf(flat(setOf('[{list: {elements: [{other: a}]}}]')));
    assert.ok(
      warnings.includes(
        '"{{" stands in the Applications: without goTemplate what is not known stays as it is written.',
      ),
    );
  });

  describe('at its limits', () => {
    it('renders 10,000 elements of a list', async () => {
      const elements = Array.from({ length: 10_000 }, (_, index) => `{name: n${index}}`).join(', ');
      const names = await namesOf(setOf(`[{list: {elements: [${elements}]}}]`));
      assert.deepEqual([names.length, names.at(-1)], [10_000, 'n9999']);
    }).timeout(120_000);

    it('does not start on a matrix of 1,000 by 1,000', async () => {
      const list = `{list: {elements: [${Array.from({ length: 1000 }, (_, index) => `{name: n${index}}`).join(', ')}]}}`;
      assert.equal(
        await namesOf(setOf(`[{matrix: {generators: [${list}, ${list}]}}]`)),
        'The ApplicationSet makes more than 20,000 parameter sets, and the preview ends there. The controller would go on. Give its generators less to combine.',
      );
    }).timeout(120_000);

    it('ends a template that has no end', async () => {
      const endless = '{metadata: {name: "{{ range until 2000000000 }}{{ end }}"}, spec: {}}';
      assert.match(String(await namesOf(setOf('[{list: {elements: [{name: a}]}}]', endless))), /too long|broke down/);
    }).timeout(60_000);
  });

  describe('of generators that look elsewhere', () => {
    const fixture = (text: string): Partial<ManifestPreviewOptions> => ({
      outside: new Fixtures({
        file: '/work/set.yaml',
        read: (file) => Promise.resolve(file === '/work/set.preview.yaml' ? text : undefined),
        yaml: (yaml) => Promise.resolve(parse(yaml)),
        own: () =>
          Promise.resolve({
            addresses: ['git@git.example.com:team/own.git'],
            paths: ['apps/one/a.yaml', 'apps/two/config.json', 'apps/.hidden/x', 'top.yaml'],
            read: () => Promise.resolve('[{name: first}, {name: second}]'),
          }),
      }),
    });

    it('says what is missing and what to write where', async () => {
      assert.match(
        String(await namesOf(setOf('[{clusters: {}}]'), fixture(''))),
        /^What the generator "clusters" would find is not known here\. Write it into set\.preview\.yaml beside the manifest, such as "clusters: \[\{name: production/,
      );
    });

    it('takes clusters from the fixture by their labels, and else its own cluster as well', async () => {
      const clusters = fixture(
        'clusters: [{name: One, server: https://1, labels: {env: prod}}, {name: two, server: https://2}]',
      );
      const template = '{metadata: {name: "{{.nameNormalized}}-{{.values.v}}"}, spec: {}}';
      const text = (selector: string): string =>
        setOf(`[{clusters: {selector: ${selector}, values: {v: "{{.server}}"}}}]`, template);
      assert.deepEqual(await namesOf(text('{matchLabels: {env: prod}}'), clusters), ['one-https://1']);
      assert.deepEqual(await namesOf(text('{}'), clusters), [
        'one-https://1',
        'two-https://2',
        'in-cluster-https://kubernetes.default.svc',
      ]);
    });

    it('takes folders and files from the repository that the manifest is in', async () => {
      const git = (what: string): string =>
        setOf(
          `[{git: {repoURL: https://git.example.com/team/own, revision: HEAD, ${what}}}]`,
          '{metadata: {name: "{{.path.basename}}"}, spec: {}}',
        );
      assert.deepEqual(
        await namesOf(git('directories: [{path: "apps/*"}, {path: apps/two, exclude: true}]'), fixture('')),
        ['one'],
      );
      assert.deepEqual(await namesOf(git('files: [{path: "apps/**/config.json"}]'), fixture('')), ['two', 'two']);
    });

    it('takes pull requests and repositories from the fixture', async () => {
      const all = fixture(
        'pullRequest: [{number: 7, branch: feat_One, head_sha: 0123456789abcdef}]\nscmProvider: [{repository: r, branch: a/b, sha: fedcba9876543210}]',
      );
      const pulls = setOf(
        '[{pullRequest: {github: {owner: o, repo: r}}}]',
        '{metadata: {name: "{{.number}}-{{.branch_slug}}-{{.head_short_sha}}"}, spec: {}}',
      );
      const repositories = setOf(
        '[{scmProvider: {github: {organization: o}}}]',
        '{metadata: {name: "{{.repository}}-{{.branchNormalized}}-{{.short_sha_7}}"}, spec: {}}',
      );
      assert.deepEqual(await namesOf(pulls, all), ['7-feat-one-01234567']);
      assert.deepEqual(await namesOf(repositories, all), ['r-a-b-fedcba9']);
    });

    it('knows a repository by each of its addresses', () => {
      const same = ['https://h.com/a/b', 'https://user@H.com/a/b.git', 'git@h.com:a/b.git', 'ssh://git@h.com:22/a/b/'];
      assert.deepEqual(
        same.map((each) => isSameAddress(each, 'https://h.com/a/b')),
        [true, true, true, true],
      );
      assert.equal(isSameAddress('https://h.com/a/c', 'https://h.com/a/b'), false);
    });
  });
});
