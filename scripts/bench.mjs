// npm run bench   the figures that the product is held to, each beside a peer's in the same run; run it on an idle machine.
import path from 'node:path';
import { main, mustRun, root } from './commands.mjs';
import { setUp } from './set-up.mjs';
import { testPython } from './set-up/python.mjs';

const benches = [
  'grpc-call.ts',
  'start-server.ts',
  'replay.ts',
  'start-and-stop.ts',
  'large-answer.ts',
  'set-up.ts',
  'repository.ts',
  'manifest-latency.mjs',
  'template-verdict.ts',
  'manifest-hostile.mjs',
  'manifest-index.mjs',
  'form-preview.ts',
  'hostile-folder.ts',
  'sources-view.ts',
  'package-typing.ts',
  'sync-again.ts',
  'load-sources.ts',
];

await main(async () => {
  await setUp('packages', 'python', 'chromium', 'server', 'engine');
  process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] = testPython();
  for (const bench of benches) {
    console.log(`\n${bench}`);
    console.log(
      await mustRun(process.execPath, ['--expose-gc', '--import', 'tsx', path.join('test/bench', bench)], {
        cwd: root,
      }),
    );
  }
  console.log('\nactivation');
  console.log(await mustRun(process.execPath, [path.join(root, 'scripts/bench-activation.mjs')]));
  return 0;
});
