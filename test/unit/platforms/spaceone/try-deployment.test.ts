import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../src/base/json';
import { WorkbenchError } from '../../../../src/base/workbench-error';
import type { Plugin } from '../../../../src/catalog/plugin';
import type { Answerer } from '../../../../src/platforms/exchange';
import { deploymentIn, type Deployment } from '../../../../src/platforms/spaceone/deploy/deployment';
import { tryDeployment, type DeployGround } from '../../../../src/platforms/spaceone/deploy/try-deployment';

const text = `name: Servers
provider: demo
plugin_info:
  plugin_id: plugin-demo-inven-collector
  version: "1.0.0"
  upgrade_mode: MANUAL
  options: {regions: [eu]}
schedule: {state: ENABLED, hours: [0]}
`;

describe('a deploy manifest', () => {
  it('says which plugin runs in which version with which options, and for which request', () => {
    assert.deepEqual(deploymentIn(text, 'deploy.yaml'), {
      pluginId: 'plugin-demo-inven-collector',
      version: '1.0.0',
      upgradeMode: 'MANUAL',
      options: { regions: ['eu'] },
      request: { title: 'Collector.create', types: ['inventory.Collector'] },
    });
  });

  it('is the first of its file, and takes the newest version unless it says otherwise', () => {
    const two = `a: 1\n---\n${text.replace('  upgrade_mode: MANUAL\n', '')}`;
    assert.equal(deploymentIn(two, 'deploy.yaml').upgradeMode, 'AUTO');
  });

  it('is refused where there is none, and at the line of its mistake', () => {
    assert.throws(() => deploymentIn('a: 1\n', 'x.yaml'), /There is no deploy manifest in the file/);
    assert.throws(
      () => deploymentIn(text.replace('plugin_id:', 'plugin_idd:'), 'x.yaml'),
      (error) => error instanceof WorkbenchError && error.where?.line === 4,
    );
  });
});

describe('a deployment that is tried', () => {
  const methods = ['Collector.init', 'Collector.verify', 'Collector.collect'].map((name) => ({ name }));
  const plugin = { methods, version: '1.0.0', name: 'demo' } as unknown as Plugin;
  const deployment = deploymentIn(text, 'deploy.yaml');

  interface Here {
    readonly type?: string;
    readonly tags?: readonly string[];
    readonly isRegistered?: boolean;
    readonly state?: string;
    readonly fails?: string;
    readonly version?: string;
  }

  /** What came of each step, and what was called with what. */
  async function tried(of: Deployment, here: Here = {}): Promise<{ steps: string[]; called: string[] }> {
    const { type = 'inventory.Collector', tags = ['1.1.0', '1.0.0'], isRegistered = true, fails } = here;
    const registered = { type, image: 'team/plugin-demo', state: here.state ?? 'enabled' };
    const called: string[] = [];
    const caller = {
      endpoint: '127.0.0.1:1',
      resolve: (name: string) => Promise.resolve({ name, streams: false }),
      call: (name: string, message: Json) => {
        called.push(`${name} ${JSON.stringify(message)}`);
        return name === fails
          ? Promise.reject(new WorkbenchError({ what: 'It failed.', why: 'No key.' }))
          : Promise.resolve({ count: 1 });
      },
    };
    const ground: DeployGround = {
      plugin: { ...plugin, ...(here.version !== undefined && { version: here.version }) },
      repository: {
        get: () => Promise.resolve(isRegistered ? (registered as never) : undefined),
        versions: () => Promise.resolve([...tags]),
      },
      start: () => Promise.resolve({ caller, sides: [] } as unknown as Answerer),
      messageFor: (call): Promise<JsonObject> => Promise.resolve({ options: {}, of: call }),
      signal: new AbortController().signal,
    };
    const steps: string[] = [];
    for await (const { name, outcome } of tryDeployment(of, ground)) {
      const words =
        outcome.is === 'passed' ? outcome.words : outcome.is === 'skipped' ? outcome.why : outcome.failure.what;
      steps.push(`${outcome.is} ${name}: ${words.replace(/in \d+ ms/, 'in N ms')}`);
    }
    return { steps, called };
  }

  it('resolves, starts, and calls init and verify with the options of the manifest', async () => {
    assert.deepEqual(await tried(deployment), {
      steps: [
        'passed resolve: team/plugin-demo:1.0.0, registered as inventory.Collector.',
        'passed start: The plugin serves at 127.0.0.1:1.',
        'passed init: Collector.init answered in N ms with the manifest’s options.',
        'passed verify: Collector.verify answered in N ms with the manifest’s options.',
      ],
      called: [
        'Collector.init {"options":{"regions":["eu"]},"of":"Collector.init"}',
        'Collector.verify {"options":{"regions":["eu"]},"of":"Collector.verify"}',
      ],
    });
  });

  const refused: [what: string, of: Deployment, here: Here, step: string][] = [
    [
      'is not registered',
      deployment,
      { isRegistered: false },
      'The plugin "plugin-demo-inven-collector" is not registered there.',
    ],
    [
      'is of a type that its service does not run',
      deployment,
      { type: 'monitoring.Webhook' },
      '"plugin-demo-inven-collector" is registered as monitoring.Webhook, and Collector.create runs inventory.Collector.',
    ],
    [
      'has no such version',
      deployment,
      { tags: ['1.1.0'] },
      'version: 1.0.0 of plugin-demo-inven-collector does not exist.',
    ],
    [
      'has no version at all',
      { ...deployment, version: undefined },
      {},
      'With upgrade_mode MANUAL a version is needed.',
    ],
    [
      'has no tag to follow',
      { ...deployment, upgradeMode: 'AUTO' },
      { tags: [] },
      'The image of "plugin-demo-inven-collector" has no tag.',
    ],
  ];
  for (const [what, of, here, words] of refused) {
    it(`ends where the plugin ${what}, and starts nothing`, async () => {
      const { steps, called } = await tried(of, here);
      assert.deepEqual(steps, [
        `failed resolve: ${words}`,
        ...['start', 'init', 'verify'].map((step) => `skipped ${step}: Not tried, as resolve has failed.`),
      ]);
      assert.deepEqual(called, []);
    });
  }

  it('follows the newest tag with AUTO, whatever version is written', async () => {
    const { steps } = await tried({ ...deployment, upgradeMode: 'AUTO', version: '0.0.1' });
    assert.equal(steps[0], 'passed resolve: team/plugin-demo:1.1.0, registered as inventory.Collector.');
  });

  it('says that it is disabled, and that the source here is another version', async () => {
    const { steps } = await tried(deployment, { state: 'disabled', version: '0.9.0' });
    assert.match(steps[0] ?? '', /It is disabled there\.$/);
    assert.match(steps[1] ?? '', /Its source is version 0\.9\.0, and 1\.0\.0 is deployed\.$/);
  });

  it('does not verify what init has refused', async () => {
    const { steps } = await tried(deployment, { fails: 'Collector.init' });
    assert.deepEqual(steps.slice(2), ['failed init: It failed.', 'skipped verify: Not tried, as init has failed.']);
  });
});
