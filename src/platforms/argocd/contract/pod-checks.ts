import type { Check } from '../../../contract/contract';
import { LineIndex } from '../../../manifest/parse/line-index';
import { sourcesOf } from '../generator/entry-point';
import type { GeneratorPlugin } from '../generator/generator-finder';

/** A server that is made for 127.0.0.1 by a text in its source, or by what its framework does unless it is told otherwise. */
const ON_LOOPBACK = [
  /\b(?:HTTP|TCP|WSGI)Server\s*\(\s*\(\s*["'](?:127\.0\.0\.1|localhost)["']/,
  /\bmake_server\s*\(\s*["'](?:127\.0\.0\.1|localhost)["']/,
  /\b(?:uvicorn|app|web)\.run(?:_app)?\s*\([^()]{0,300}\bhost\s*=\s*["'](?:127\.0\.0\.1|localhost)["']/,
  /\buvicorn\.run\s*\((?![^()]{0,300}\bhost\s*=)/,
  /\.listen\s*\([^()]{0,200}["'`](?:127\.0\.0\.1|localhost)["'`]/,
  /\bListenAndServe\s*\(\s*"(?:127\.0\.0\.1|localhost):/,
  /\bAddr\s*:\s*"(?:127\.0\.0\.1|localhost):/,
  /\bbind\s*\(\s*"(?:127\.0\.0\.1|localhost):/,
];

/** Loopback is the pod's own: a Service reaches what listens on all interfaces alone. */
export const reachableInPod: Check<GeneratorPlugin> = {
  id: 'listens-in-pod',
  title: 'In a pod it listens where its Service reaches it',
  source: 'Kubernetes v1.33, docs/concepts/services-networking',
  needs: 'source',
  async run({ plugin, files }) {
    for (const { file, text } of plugin?.code ? await sourcesOf(plugin, files) : []) {
      const at = ON_LOOPBACK.map((pattern) => pattern.exec(text)?.index).find((index) => index !== undefined);
      if (at !== undefined) {
        return {
          is: 'failed',
          failure: {
            what: 'It listens on 127.0.0.1 alone.',
            why: 'In a pod, neither its Service nor a probe of the kubelet reaches it there: the controller says "connection refused".',
            where: { file, line: new LineIndex(text).positionAt(at).line + 1 },
            next: { title: 'Listen on 0.0.0.0, or on the host that a variable names' },
          },
        };
      }
    }
    return { is: 'passed' };
  },
};
