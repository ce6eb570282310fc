import type { Redactor } from '../secrets/redactor';
import { CertificateAuthority } from './authority';
import type { CloudCalls, CloudSide } from './cloud-call';
import { LoopbackProxy } from './loopback-proxy';
import { bundleOf, proxiedVariables, trustedBy } from './proxied-variables';
import { Recorder } from './recorder';
import type { Recording } from './recording';
import type { RecordedPlugin, RecordingSession } from './recorded-plugin';
import { Replayer } from './replayer';
import { Upstream } from './upstream';

// What is loaded with the first recording, and not before.
export { indexOf, type IndexEntry } from './recording';
export { lineOfCall, readRecording, recordingText } from './recording-text';

/** A way to the cloud on which calls are remembered. */
export async function wayThatRecords(plugin: RecordedPlugin, redactor: Redactor): Promise<RecordingSession> {
  const variables = { ...process.env, ...plugin.variables };
  const trusted = await trustedBy(variables, plugin.folder);
  const recorder = new Recorder(new Upstream({ variables, trusted }), redactor);
  return { ...(await through('record', recorder, plugin, trusted)), take: () => recorder.take() };
}

/** A way that ends at a recording. */
export async function wayThatReplays(
  plugin: RecordedPlugin,
  recording: Recording,
  redactor: Redactor,
): Promise<CloudCalls> {
  return through('replay', new Replayer(recording, redactor), plugin, []);
}

/** A proxy in front of whoever answers, and the variables that lead to it. */
async function through(
  how: 'record' | 'replay',
  side: CloudSide & Pick<CloudCalls, 'onNote'>,
  { variables: { PYTHONPATH } }: RecordedPlugin,
  trusted: readonly string[],
): Promise<CloudCalls> {
  const authority = new CertificateAuthority();
  const bundle = await bundleOf([authority.certificate, ...trusted]);
  const proxy = new LoopbackProxy(authority, side);
  try {
    const variables = proxiedVariables(how, await proxy.listen(), bundle.file);
    return {
      how,
      variables: { ...(PYTHONPATH !== undefined && { PYTHONPATH }), ...variables },
      onNote: side.onNote,
      async [Symbol.asyncDispose]() {
        await proxy.close();
        await bundle[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await bundle[Symbol.asyncDispose]();
    throw error;
  }
}
