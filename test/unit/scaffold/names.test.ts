import assert from 'node:assert/strict';
import { fillTemplate, refuseFileName, refusePlan, type ScaffoldPlan } from '../../../src/base/scaffold';

function planOf(folder: string, paths: string[]): ScaffoldPlan {
  const plan: ScaffoldPlan = {
    folder,
    files: paths.map((path) => ({ path, text: '' })),
    open: paths[0] ?? '',
    renamed: (name) => planOf(name, paths),
  };
  return plan;
}

describe('a name of a file', () => {
  for (const [name, why] of [
    ['', /needed/],
    ['/etc', /absolute/],
    ['\\server', /absolute/],
    ['C:\\plugins', /absolute/],
    ['c:plugins', /absolute/],
    ['~/plugins', /absolute/],
    ['..', /another folder/],
    ['.', /another folder/],
    ['a/b', /another folder/],
    ['a\\..\\b', /another folder/],
    ['con', /device/],
    ['NUL', /device/],
    ['com1.txt', /device/],
    ['LPT³', /device/],
    ['what?', /character/],
    ['line\nbreak', /character/],
    ['stream:name', /character/],
    ['ends.', /dot or a space/],
    ['ends ', /dot or a space/],
  ] as const) {
    it(`is refused when it is ${JSON.stringify(name)}`, () => {
      assert.match(refuseFileName(name) ?? 'accepted', why);
    });
  }

  for (const name of ['.env', 'Dockerfile', 'console', 'com', 'com10', 'nullable', '플러그인', 'with space']) {
    it(`is fine when it is ${JSON.stringify(name)}`, () => {
      assert.equal(refuseFileName(name), undefined);
    });
  }
});

describe('a plan', () => {
  it('is fine when every path stays in its folder', () => {
    assert.equal(refusePlan(planOf('plugin-a', ['src/main.py', 'src/lib/a.py', 'README.md'])), undefined);
  });

  for (const [paths, why] of [
    [['../escape.txt'], /"\.\.": .*another folder/],
    [['src/../../escape.txt'], /"\.\.": .*another folder/],
    [['/etc/passwd'], /"": A name is needed/],
    [['src/aux.py'], /"aux\.py": .*device/],
    [['src/VERSION', 'src/version'], /one and the same/],
    [['src/VERSION', 'src/version/main.py'], /one and the same/],
    [['Src/a.py', 'src/b.py'], /one and the same/],
    [['caf\u00e9.txt', 'cafe\u0301.txt'], /one and the same/],
    [['src', 'src/main.py'], /one and the same/],
    [['same.py', 'same.py'], /one and the same/],
  ] as [string[], RegExp][]) {
    it(`is refused with ${paths.join(' and ')}`, () => {
      assert.match(refusePlan(planOf('plugin-a', paths)) ?? 'accepted', why);
    });
  }

  it('is refused when its folder leads elsewhere', () => {
    assert.match(refusePlan(planOf('../plugin-a', ['main.py'])) ?? 'accepted', /another folder/);
  });

  it('is refused when it would open a file that it does not write', () => {
    assert.match(refusePlan({ ...planOf('plugin-a', ['main.py']), open: 'other.py' }) ?? 'accepted', /other\.py/);
  });
});

describe('a template', () => {
  it('takes the value of every token and leaves single braces alone', () => {
    assert.equal(fillTemplate('f"{x} ${y} {{name}}"', { name: 'a' }), 'f"{x} ${y} a"');
  });

  it('takes a value as it is, whatever a replacement pattern would make of it', () => {
    assert.equal(fillTemplate('{{name}}', { name: "$& $' $$" }), "$& $' $$");
  });

  it('is refused when it names a token without a value', () => {
    assert.throws(() => fillTemplate('{{nmae}}', { name: 'a' }), /nmae/);
  });
});
