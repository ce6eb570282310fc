// node scripts/build.mjs [--production] [--watch]
// Builds dist/ (what is shipped; minified with --production) and out/host/ (the tests that run in VS Code).
import { build } from 'esbuild';
import { existsSync, watch } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeAssistSchemas } from './assist-schemas.mjs';
import { Refusal, isMain, main, root } from './commands.mjs';
import { buildEngine, engineFile, engineNotices } from './set-up/engine.mjs';
import { generateSchemas, packagesIn } from './set-up/schemas.mjs';

const target = 'node20'; // the Node of the oldest VS Code that `engines.vscode` admits
/** Programs that are run in threads of their own. */
const threads = { 'template-engine-worker': 'src/runtime/template-engine/template-worker.ts' };
const entries = { extension: 'src/extension.ts', cli: 'src/cli.ts' };

/**
 * Builds the extension, the command line and everything that they load or read at run time. `dist/` then holds:
 * - `extension.js` and `cli.js`;
 * - a chunk for each module that `src` imports dynamically (`import('./grpc/connection')` becomes `grpc-connection.js`),
 *   which `require` loads on first use; `shared-*.js` is what several of them need, so that a class exists only once, and
 *   `starting.js` those of them that activation needs;
 * - `template-engine-worker.js`, a program that is run in a thread of its own, and `template-engine.wasm`, which it runs;
 * - `page/`, the scripts and the styles of pages, which run in a browser;
 * - `templates/PLATFORM/`, `constraints/PLATFORM/` and `python/`, files of `src` that are read or run as they are;
 * - `schemas/`, those that other extensions get (assist-schemas.mjs);
 * - `third-party-notices.txt`, the licences of the packages inside.
 */
export async function buildProduct({ production = false } = {}) {
  await generateSchemas();
  await buildEngine();
  await refusing(() => buildDist({ production }));
}

/**
 * Builds the tests for VS Code's extension host, each file by itself, their bootstrap, and the extensions that suites
 * bring along: folders with a package.json, whose program is their `extension.ts`.
 */
export async function buildHostTests() {
  await refusing(buildOutHost);
}

/**
 * esbuild prints its errors by itself; what is left to say is one sentence.
 * @param {() => Promise<void>} body
 */
async function refusing(body) {
  try {
    await body();
  } catch (error) {
    const { errors } = /** @type {Partial<import('esbuild').BuildFailure>} */ (error);
    throw errors ? new Refusal(`The build failed with ${errors.length} errors.`) : error;
  }
}

/**
 * A schema is read from a text when its module loads: V8 is faster at that than at the same thing as code.
 * @type {import('esbuild').Plugin}
 */
const schemasAsText = {
  name: 'schemas-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.schema\.json$/ }, async ({ path: file }) => {
      const text = JSON.stringify(JSON.parse(await readFile(file, 'utf8')));
      return { contents: `export default /* @__PURE__ */ JSON.parse(${JSON.stringify(text)})` };
    });
  },
};

/**
 * Builds into `dist`, with a folder for what is made on the way, and plugins of esbuild for a build that is not shipped.
 * @param {{ production?: boolean, dist?: string, modules?: string, plugins?: import('esbuild').Plugin[] }} [options]
 */
export async function buildDist({
  production = false,
  dist = path.join(root, 'dist'),
  modules = path.join(root, 'out/modules'),
  plugins = [],
} = {}) {
  /** @satisfies {import('esbuild').BuildOptions} */
  const common = /** @type {const} */ ({
    absWorkingDir: root,
    platform: 'node',
    target,
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  // esbuild splits ES modules only, so the chunks are made as such, and then turned into CommonJS one by one.
  await rm(modules, { recursive: true, force: true });
  const split = await build({
    ...common,
    entryPoints: { ...entries, ...threads, ...(await dynamicallyImported()) },
    outdir: modules,
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    // The loader of .proto files, with protobufjs behind it, is asked for by two services of grpc-js that nothing here has.
    external: ['vscode', '@grpc/proto-loader'],
    // The same parser as ES modules: activation loads less than with the CommonJS form, which Node would take.
    alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
    plugins: [schemasAsText, ...plugins],
    minify: production,
    metafile: true,
  });
  const outputOf = (/** @type {string} */ name) => slashed(path.relative(root, path.join(modules, `${name}.js`)));
  const atStart = loadedAtStart(split.metafile, outputOf('extension'), Object.keys(threads).map(outputOf));
  const starting = path.join(modules, 'starting.js');
  await writeFile(starting, [...atStart].map(([file, name]) => `export * as ${name} from './${file}';\n`).join(''));
  const all = (await filesIn(modules)).filter((file) => file.endsWith('.js') && !atStart.has(path.basename(file)));
  const converted = await build({
    ...common,
    entryPoints: all,
    outdir: dist,
    bundle: true,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    external: ['vscode', '@grpc/proto-loader'],
    plugins: [inOneFile(atStart, starting)],
    minify: production,
    metafile: true,
  });
  const written = Object.keys(converted.metafile.outputs).map((file) => path.join(root, file));
  written.push(await makeExecutable(path.join(dist, 'cli.js')));
  written.push(...(await buildPages(dist)));
  written.push(...(await copyResources(dist)));
  written.push(...(await writeAssistSchemas(path.join(dist, 'schemas'))));
  written.push(await writeNotices(dist, Object.keys(split.metafile.inputs)));
  await removeOthers(dist, written);
}

/**
 * The shared chunks that activation loads and that do without VS Code, so that the command line may load them too: each
 * with the name under which it is exported by the one file that they become. Threads need few of them, and have those apart.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} entry
 * @param {readonly string[]} threads
 * @returns {Map<string, string>}
 */
function loadedAtStart({ outputs }, entry, threads) {
  /** @param {string} file */
  const importsOf = (file) => outputs[file]?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
  /** @type {Set<string>} */
  const apart = new Set();
  /** @param {string} file */
  const keepApart = (file) => {
    if (!apart.has(file)) {
      apart.add(file);
      importsOf(file).forEach((each) => keepApart(each.path));
    }
  };
  threads.forEach(keepApart);
  /** @type {Map<string, boolean>} */
  const needsEditor = new Map();
  /** @param {string} file */
  const visit = (file) => {
    if (!needsEditor.has(file)) {
      needsEditor.set(file, false);
      const imports = importsOf(file);
      const within = imports.filter(({ external }) => !external).map((each) => each.path);
      within.forEach(visit);
      const isEditors =
        imports.some(({ path: name }) => name === 'vscode') || within.some((each) => needsEditor.get(each));
      needsEditor.set(file, isEditors);
    }
  };
  visit(entry);
  const found = [...needsEditor]
    .filter(([file, isEditors]) => !isEditors && !apart.has(file))
    .map(([file]) => path.basename(file));
  return new Map(found.map((file, index) => [file, `chunk${index}`]));
}

/**
 * Makes one file of the chunks that are loaded at the start: whoever imports one of them gets it from there. All other
 * files stay by themselves.
 * @param {Map<string, string>} atStart
 * @param {string} starting the module that exports them all
 * @returns {import('esbuild').Plugin}
 */
function inOneFile(atStart, starting) {
  return {
    name: 'in-one-file',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path: named, importer, namespace }) => {
        const file = path.basename(named);
        const isWithin = importer === starting || atStart.has(path.basename(importer));
        if (!atStart.has(file) || namespace !== 'file') {
          return { path: named, external: true };
        }
        return isWithin ? { path: path.join(path.dirname(starting), file) } : { path: file, namespace: 'starting' };
      });
      onLoad({ filter: /./, namespace: 'starting' }, ({ path: file }) => ({
        contents: `module.exports = require('./starting.js').${atStart.get(file)};`,
      }));
    },
  };
}

/** The pages that run in a browser, each with a script and a style of its name: no chunk of them is shared with the rest. */
const pages = { form: 'bksops/forms', deploy: 'bksops/deploy', 'set-preview': 'argocd', views: 'spaceone/views' };

/** @param {string} dist */
async function buildPages(dist) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(pages).flatMap(([out, folder]) =>
      ['page.ts', 'page.css'].map((name) => ({
        in: path.join(root, 'src/editor/platforms', folder, 'page', name),
        out,
      })),
    ),
    outdir: path.join(dist, 'page'),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.outputs).map((file) => path.join(root, file));
}

async function buildOutHost() {
  const files = await filesIn(path.join(root, 'test/host'));
  const manifests = files.filter((file) => path.basename(file) === 'package.json');
  const built = await build({
    absWorkingDir: root,
    entryPoints: [
      path.join(root, 'test/host/index.ts'),
      ...files.filter((file) => file.endsWith('.test.ts')),
      ...manifests.map((file) => path.join(path.dirname(file), 'extension.ts')),
    ],
    outbase: 'test/host',
    outdir: 'out/host',
    bundle: true,
    platform: 'node',
    target,
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  const written = Object.keys(built.metafile.outputs).map((file) => path.join(root, file));
  for (const file of manifests) {
    const copy = path.join(root, 'out/host', path.relative(path.join(root, 'test/host'), file));
    await copyFile(file, copy);
    written.push(copy);
  }
  await removeOthers(path.join(root, 'out/host'), written, path.join(root, 'out/host/results'));
}

/** The modules of `src` that are imported with `import()`, by the name that their chunk gets. */
async function dynamicallyImported() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.values(entries),
    outdir: 'out/modules',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const files = imports.filter((each) => each.kind === 'dynamic-import' && !each.external).map((each) => each.path);
  /** @type {Record<string, string>} */
  const chunks = {};
  for (const file of new Set(files)) {
    const { dir, name } = path.parse(file);
    const chunk = `${path.basename(dir)}-${name}`;
    if (chunk in chunks) {
      throw new Refusal(`${file} and ${chunks[chunk]} would both become dist/${chunk}.js: rename one.`);
    }
    chunks[chunk] = file;
  }
  return chunks;
}

/** @param {string} file */
async function makeExecutable(file) {
  if (!(await readFile(file, 'utf8')).startsWith('#!')) {
    throw new Refusal('src/cli.ts must start with "#!/usr/bin/env node".');
  }
  await chmod(file, 0o755);
  return file;
}

/**
 * Copies what is read or run as it is; returns the copies.
 * @param {string} dist
 */
async function copyResources(dist) {
  const copies = new Map([[path.join(dist, 'template-engine.wasm'), engineFile]]);
  for (const file of await filesIn(path.join(root, 'src'))) {
    const ofPlatform = /^src\/platforms\/([^/]+)\/(templates|constraints)\/(.*)$/.exec(
      slashed(path.relative(root, file)),
    );
    if (ofPlatform) {
      const [, platform, kind, name] = ofPlatform;
      copies.set(path.join(dist, kind ?? '', platform ?? '', name ?? ''), file);
    } else if (file.endsWith('.py')) {
      const copy = path.join(dist, 'python', path.basename(file));
      if (copies.has(copy)) {
        throw new Refusal(
          `${file} and ${copies.get(copy)} would both become dist/python/${path.basename(file)}: rename one.`,
        );
      }
      copies.set(copy, file);
    }
  }
  for (const [copy, original] of copies) {
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(original, copy);
  }
  return [...copies.keys()];
}

/**
 * The licences of the packages whose files, or what is made of them, are in the bundles.
 * @param {string} dist
 * @param {readonly string[]} inputs
 */
async function writeNotices(dist, inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(slashed(input));
    if (found) {
      packages.add(found[0].slice(0, -1));
    }
    packagesIn(input).forEach((folder) => packages.add(folder));
  }
  const notices = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const files = (await readdir(path.join(root, folder))).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const texts = await Promise.all(files.map((file) => readFile(path.join(root, folder, file), 'utf8')));
    notices.push([`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n'));
  }
  notices.push(await readFile(engineNotices, 'utf8'));
  const file = path.join(dist, 'third-party-notices.txt');
  await writeFile(
    file,
    `Plugin Workbench contains the following packages.\n\n${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
  );
  return file;
}

/**
 * Removes what an earlier build left; files in `kept` stay. Not before the build: a window may have the folder in use.
 * @param {string} folder
 * @param {readonly string[]} written
 * @param {string} [kept]
 */
async function removeOthers(folder, written, kept) {
  const wanted = new Set(written.map((file) => path.resolve(file)));
  for (const file of await filesIn(folder)) {
    if (!wanted.has(file) && !(kept && file.startsWith(kept + path.sep))) {
      await rm(file);
    }
  }
}

/** @param {string} folder */
async function filesIn(folder) {
  const entriesInside = existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : [];
  return entriesInside
    .filter((entry) => entry.isFile() && entry.name !== '.DS_Store' && !entry.name.endsWith('.pyc'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** @param {string} file */
function slashed(file) {
  return file.split(path.sep).join('/');
}

/**
 * Builds again after every change, until the process is ended; the first and last lines are for .vscode/tasks.json.
 * @param {{ production?: boolean | undefined }} options
 */
async function buildOnChange(options) {
  let wanted = true;
  let wake = () => {};
  const changed = () => {
    wanted = true;
    wake();
  };
  watch(path.join(root, 'src'), { recursive: true }, changed);
  watch(path.join(root, 'test/host'), { recursive: true }, changed);
  for (;;) {
    while (wanted) {
      wanted = false;
      console.log('Build started');
      try {
        await buildProduct(options);
        await buildHostTests();
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
      }
      console.log('Build finished');
    }
    await new Promise((resolve) => (wake = () => resolve(undefined)));
  }
}

if (isMain(import.meta)) {
  await main(async () => {
    const { values } = parseArgs({ options: { production: { type: 'boolean' }, watch: { type: 'boolean' } } });
    if (values.watch) {
      await buildOnChange({ production: values.production });
    }
    await buildProduct({ production: values.production });
    await buildHostTests();
  });
}
