import assert from 'node:assert/strict';
import { SchemaAnswers } from '../../../../src/editor/redhat-yaml/schema-answers';
import { checkText } from '../../../../src/manifest/check/check-text';
import { manifestKinds } from '../../../../src/platforms/platforms';

const register = 'name: A\nresource_type: inventory.Collector\nimage: a\n';
const foreign = 'apiVersion: apps/v1\nkind: Deployment\n';
const uri = 'file:///a.yaml';

/** What is answered for a file with the text. */
function answersTo(text: string, { wantsFull = false } = {}): SchemaAnswers {
  const answers = new SchemaAnswers();
  answers.update(uri, checkText(text, manifestKinds, []), wantsFull);
  return answers;
}

describe('the schema that Red Hat’s extension gets for a file', () => {
  it('takes everything, so that nothing is said and no lens is drawn', () => {
    const answers = answersTo(register);
    const address = answers.requestSchema(uri);
    assert.equal(address, 'plugin-workbench://built-in-checks');
    assert.equal(answers.requestSchemaContent(address), 'true');
  });

  it('is none where nothing of ours is in the file', () => {
    assert.equal(answersTo(foreign).requestSchema(uri), undefined);
    assert.equal(answersTo('').requestSchema(uri), undefined);
    assert.equal(new SchemaAnswers().requestSchema(uri), undefined);
  });

  it('is none where one of the documents is somebody else’s', () => {
    assert.equal(answersTo(`${register}---\n${foreign}`).requestSchema(uri), undefined);
  });

  it('covers Kubernetes objects that are ours, and not beside one that is not', () => {
    const connection =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p}\ndata: {token: $p:token, baseUrl: "http://p"}\n';
    assert.ok(answersTo(`${connection}---\n${connection}`).requestSchema(uri));
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: q}\ndata: {a: b}\n';
    assert.equal(answersTo(`${connection}---\n${other}`).requestSchema(uri), undefined);
  });

  it('covers documents that are still empty, or nobody’s', () => {
    assert.ok(answersTo(`${register}---\n# Nothing yet.\n---\nna\n`).requestSchema(uri));
  });

  it('is none any more for a file that has become another or was closed', () => {
    const answers = answersTo(register);
    answers.update(uri, undefined, false);
    assert.equal(answers.requestSchema(uri), undefined);
    answers.update(uri, checkText(register, manifestKinds, []), false);
    answers.forget(uri);
    assert.equal(answers.requestSchema(uri), undefined);
  });

  it('is the full one where that is wanted', () => {
    const answers = answersTo(register, { wantsFull: true });
    const address = answers.requestSchema(uri);
    assert.match(address ?? '', /^plugin-workbench:\/\/schemas\/\d+\/spaceone-register\.schema\.json$/);
    const schema = JSON.parse(answers.requestSchemaContent(address ?? '')) as Record<string, unknown>;
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
  });

  it('is never the full one for several documents or a template', () => {
    for (const text of [`${register}---\n${register}`, `${register}provider: {{ .Values.provider }}\n`]) {
      assert.equal(answersTo(text, { wantsFull: true }).requestSchema(uri), 'plugin-workbench://built-in-checks');
    }
  });

  it('counts as handed out only once it was asked for', () => {
    const answers = answersTo(register, { wantsFull: true });
    const told: string[] = [];
    answers.onDidHandOut((each) => told.push(each));
    assert.deepEqual([answers.isFull(uri), answers.wasFull(uri)], [true, false]);
    answers.requestSchema(uri);
    answers.requestSchema(uri);
    assert.deepEqual([answers.wasFull(uri), told], [true, [uri]]);
    answers.update(uri, checkText(register, manifestKinds, []), false);
    assert.deepEqual([answers.isFull(uri), answers.wasFull(uri)], [false, true]);
    answers.requestSchema(uri);
    assert.deepEqual([answers.wasFull(uri), told], [false, [uri, uri]]);
  });
});
