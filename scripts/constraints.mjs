// node scripts/constraints.mjs   makes src/platforms/spaceone/constraints/ anew, from what the index has today.
// Each file holds the versions with which one generation of the framework installs on Python 3.8 and newer. The
// framework's own packages are left out: of those a plugin always gets the newest.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { main, mustRun, root } from './commands.mjs';
import { setUp } from './set-up.mjs';

const generations = {
  '1.x': [
    'spaceone-core>=1.12,<2',
    'spaceone-api>=1.12,<2',
    ...services('>=1.0,<2', 'inventory', 'monitoring', 'identity'),
  ],
  '2.0': [
    'spaceone-core>=2,<3',
    'spaceone-api>=2,<3',
    ...services('>=2.0.dev0,<3', 'inventory', 'cost-analysis', 'monitoring', 'identity'),
  ],
};
// From opentelemetry-sdk 1.42 on, spans carry one more flag, and the framework (spaceone-core 1.12.39 and 2.0.144,
// spaceone/core/transaction.py) knows no transaction then: it logs requests without masking their secret_data.
const common = ['setuptools<81', 'protobuf<4', 'debugpy', 'opentelemetry-sdk<1.42'];

/**
 * @param {string} versions
 * @param {...string} names
 */
function services(versions, ...names) {
  return names.map((name) => `spaceone-${name}${versions}`);
}

await main(async () => {
  await setUp('python');
  const uv = path.join(root, '.test-env/tools/uv/bin', process.platform === 'win32' ? 'uv.exe' : 'uv');
  for (const [generation, packages] of Object.entries(generations)) {
    const file = path.join(root, 'src/platforms/spaceone/constraints', `${generation}.txt`);
    const wanted = `${file}.in`;
    await writeFile(wanted, [...packages, ...common].map((line) => `${line}\n`).join(''));
    try {
      const words = [
        'pip',
        'compile',
        '--universal',
        '--python-version',
        '3.8',
        '--no-annotate',
        '--no-header',
        '--upgrade',
      ];
      await mustRun(uv, [...words, wanted, '-o', file]);
    } finally {
      await rm(wanted);
    }
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => !line.startsWith('spaceone-'));
    const today = new Date().toISOString().slice(0, 10);
    const first = `# Versions that the framework ${generation} is known to install with, for Python 3.8 and newer; made by scripts/constraints.mjs on ${today}.`;
    await writeFile(file, [first, ...lines].join('\n'));
    console.log(`${path.relative(root, file)}: ${lines.length - 1} versions`);
  }
  return 0;
});
