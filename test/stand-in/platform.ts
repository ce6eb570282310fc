import path from 'node:path';
import type { Files } from '../../src/base/files';
import { dirname } from '../../src/base/paths';
import type { Plugin } from '../../src/catalog/plugin';
import type { Check } from '../../src/contract/contract';
import type { Platform } from '../../src/platforms/platform';
import { packageScaffold, partScaffold } from './scaffolds';

/**
 * A platform of the tests, beside those of the product: its plugins are HTTP servers in Node, or packages that are loaded
 * and not served. What the general rooms can do with it, they can do with any.
 */
export interface StandInPlugin extends Plugin {
  readonly platform: 'stand-in';
  readonly server: string | undefined;
}

const MARKER = 'stand-in.json';

interface Declaration {
  readonly name: string;
  readonly server?: string;
  readonly parts?: readonly string[];
}

async function readPlugin(folder: string, files: Files): Promise<StandInPlugin | undefined> {
  const file = `${folder}/${MARKER}`;
  const text = await files.read(file);
  if (text === undefined) {
    return undefined;
  }
  const { name, server, parts = [] } = JSON.parse(text) as Declaration;
  return {
    platform: 'stand-in',
    folder,
    name,
    type: server === undefined ? 'package' : 'server',
    facts: ['of the tests'],
    entry: { file },
    methods: server === undefined ? [] : [{ name: 'echo.say', file: `${folder}/${server}`, line: 8 }],
    parts: parts.map((part) => ({ sort: 'part', name: part, file, line: 1 })),
    server,
  };
}

const checks: readonly Check<StandInPlugin>[] = [
  {
    id: 'is-named',
    title: 'The plugin has a name',
    source: 'stand-in 1.0, names.md',
    needs: 'source',
    run: ({ plugin }) => Promise.resolve(plugin?.name ? { is: 'passed' } : failed('It has no name.')),
  },
  {
    id: 'says-it',
    title: 'It says what it hears',
    source: 'stand-in 1.0, echo.md',
    needs: 'server',
    after: ['is-named'],
    run: async (context) => {
      const [answer] = await context.answers('echo.say', { word: 'hello' });
      return (answer as { word?: unknown }).word === 'hello' ? { is: 'passed' } : failed('It says something else.');
    },
  },
  {
    id: 'says-more',
    title: 'It says more than it hears',
    source: 'stand-in 1.0, echo.md',
    needs: 'server',
    run: async (context) => {
      const heard = await context.answers('echo.say', { word: 'hello' });
      return heard.length > 1 ? { is: 'passed' } : failed('It says no more.');
    },
  },
  {
    id: 'says-much-more',
    title: 'It says much more',
    source: 'stand-in 1.0, echo.md',
    needs: 'server',
    after: ['says-more'],
    run: () => Promise.reject(new Error('This is not run.')),
  },
];

function failed(what: string): { readonly is: 'failed'; readonly failure: { readonly what: string } } {
  return { is: 'failed', failure: { what } };
}

export const standIn: Platform<StandInPlugin> = {
  id: 'stand-in',
  title: 'Stand-in',
  manifestKinds: [],
  rules: [],
  finder: {
    platform: 'stand-in',
    markers: [`**/${MARKER}`],
    folderOf: (marker) => (marker.endsWith(`/${MARKER}`) ? dirname(marker) : undefined),
    read: readPlugin,
  },
  server: {
    serves: ({ server }) => server !== undefined,
    recipe: ({ folder, server = '' }) =>
      Promise.resolve({
        is: 'program',
        program: 'node',
        cwd: folder,
        scheme: 'http',
        ready: { is: 'http', verb: 'GET', path: '/health', counts: (status) => status === 200 },
        arguments: (port) => [path.join(folder, server), '--port', String(port)],
        variables: () => ({ ECHO_HOST: '127.0.0.1' }),
        debug: {
          is: 'delegate',
          type: 'node',
          variables: (debugPort) => ({ NODE_OPTIONS: `--inspect=127.0.0.1:${debugPort}` }),
          // Where no address is said, the debugger asks ::1 first and fails there.
          attach: (debugPort) => ({ address: '127.0.0.1', port: debugPort }),
        },
      }),
    sample: (call) => (call === 'echo.say' ? { word: 'sample' } : undefined),
    explain: ({ status, details }) =>
      status === '422' ? { id: 'NO_WORD', message: details, next: 'Give it a word.' } : undefined,
    http: [{ name: 'echo.say', verb: 'POST', path: '/say' }],
  },
  contract: () => Promise.resolve({ checks: () => checks }),
  scaffolds: [packageScaffold, partScaffold],
};
