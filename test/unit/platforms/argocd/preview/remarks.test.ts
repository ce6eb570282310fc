import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunRemark } from '../../../../../src/platforms/argocd/preview/remarks';
import { previewAll } from '../../../../preview-manifests';

type Answer = (response: http.ServerResponse, count: number) => void;

const answering =
  (parameters: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status).end(JSON.stringify({ output: { parameters } }));

/** What a run of a set shows that asks a server with such answers. */
describe('what a run of an ApplicationSet shows', () => {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  async function served(answer: Answer): Promise<string> {
    let count = 0;
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => {
        count += 1;
        answer(response, count);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const plugin = '{plugin: {configMapRef: {name: c}}}';
  const list = (length: number): string =>
    `{list: {elements: [${Array.from({ length }, (_, index) => `{i: "${index}"}`).join(', ')}]}}`;

  async function remarksOn(answer: Answer, generators = `[${plugin}]`, timeout = '30'): Promise<readonly RunRemark[]> {
    const text = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: as, namespace: argocd}
spec: {goTemplate: true, generators: ${generators}, template: {metadata: {name: '{{.name}}-{{.i | default "x"}}'}, spec: {}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: argocd}
data: {token: $t:t, baseUrl: "${await served(answer)}", requestTimeout: "${timeout}"}
---
apiVersion: v1
kind: Secret
metadata: {name: t, namespace: argocd}
stringData: {t: secret}
`;
    const [preview] = await previewAll({ '/work/set.yaml': text });
    return preview?.remarks ?? [];
  }

  const first = { generator: ['generators', 0, 'plugin'] };

  it('is nothing for an answer as it should be', async () =>
    assert.deepEqual(await remarksOn(answering([{ name: 'a' }])), []));

  it('is that a generator beside others gives nothing', async () =>
    assert.deepEqual(
      await remarksOn(
        (response, count) => answering(count === 1 ? [] : [{ name: 'a' }])(response, count),
        `[${plugin}, ${plugin}]`,
      ),
      [
        {
          code: 'argocd/generator-without-sets',
          severity: 'warning',
          message:
            'The generator gives no parameter sets, which is no error: the controller deletes every Application that it made of them.',
          place: first,
        },
      ],
    ));

  it('is that a refusal gives the parameters all the same', async () =>
    assert.deepEqual(await remarksOn(answering([{ name: 'a' }], 403)), [
      {
        code: 'argocd/parameters-after-refusal',
        severity: 'error',
        message:
          'The server answers 403 and gives the parameters all the same: whoever asks with any token has them. Return after the refusal.',
        place: first,
      },
    ]));

  it('is that a refusal says nothing, and not of one with a message', async () => {
    assert.deepEqual(
      (await remarksOn((response) => response.writeHead(400).end('{"reason": "x"}'))).map(({ message }) => message),
      ['The server answers 400 without a word that the controller shows. Put a "message" into the body, as JSON.'],
    );
    assert.deepEqual(await remarksOn((response) => response.writeHead(400).end('{"message": "x"}')), []);
  });

  it('is that the same question has another answer a moment later', async () => {
    const matrix = `[{matrix: {generators: [${list(2)}, ${plugin}]}}]`;
    const changing: Answer = (response, count) => answering([{ name: `a${count}` }])(response, count);
    assert.deepEqual(await remarksOn(changing, matrix), [
      {
        code: 'argocd/answers-differ',
        severity: 'warning',
        message:
          'The server answers the same question otherwise than a moment before: the controller changes, makes or deletes Applications at each reconcile.',
        place: { generator: ['generators', 0, 'matrix', 'generators', 1, 'plugin'] },
      },
    ]);
    assert.deepEqual(await remarksOn(answering([{ name: 'a' }]), matrix), []);
  });

  it('is a value that a template prints otherwise', async () => {
    const [remark] = await remarksOn(answering([{ name: 'a', size: 12345678 }]));
    assert.equal(
      remark?.message,
      '"size" of parameter set 1 is the number 12345678. The controller decodes numbers as floats, and a template prints it as 1.2345678e+07. Give it as a text.',
    );
  });

  it('is an answer that takes more than half of its time', async () => {
    const late: Answer = (response, count) => setTimeout(() => answering([{ name: 'a' }])(response, count), 1100);
    const [remark] = await remarksOn(late, undefined, '2');
    assert.match(remark?.message ?? '', /^The server took 1\.\d s of the 2 s that "requestTimeout" leaves it\.$/);
  });

  it('is a redirect, and that it loses the input', async () => {
    const moved: Answer = (response, count) =>
      count === 1 ? response.writeHead(302, { location: '/other' }).end() : answering([{ name: 'a' }])(response, count);
    const [remark] = await remarksOn(moved);
    assert.match(
      remark?.message ?? '',
      /^The server sends the controller on with 302 to http:\/\/127\.0\.0\.1:\d+\/other, where it asks with a GET and without its input\. Answer where you are asked\.$/,
    );
  });

  it('is how often the server is called for one reconcile, from ten calls on', async () => {
    const matrix = (length: number): string => `[{matrix: {generators: [${list(length)}, ${plugin}]}}]`;
    const [remark] = await remarksOn(answering([{ name: 'a' }]), matrix(10));
    assert.match(
      remark?.message ?? '',
      /^The controller calls this server 10 times for each reconcile, one after the other: here in \d+(?:\.\d)? s\.$/,
    );
    assert.deepEqual(await remarksOn(answering([{ name: 'a' }]), matrix(9)), []);
  });
});
