import { Uri, l10n, window, workspace } from 'vscode';
import type { Plugin } from '../../catalog/plugin';
import type { CloudCalls } from '../../runtime/recording/cloud-call';
import type { RecordedPlugin, RecordingSession } from '../../runtime/recording/recorded-plugin';
import type { HiddenInRecording, Take } from '../../runtime/recording/recorder';
import { USUAL_NAME, type Recordings } from '../../runtime/recording/recordings';
import type { LaunchConfiguration } from '../debugging/launch-configuration';
import type { Failures } from '../failures';
import { noticeText } from '../notice-text';

/** Hidden values that a question names; more would not be read. */
const MOST_NAMED = 15;

/** The way to its cloud that a launch configuration gives a server; undefined for the straight one. */
export async function wayOf(
  recordings: Recordings,
  failures: Failures,
  plugin: Plugin,
  { record, replay }: LaunchConfiguration,
  recorded: RecordedPlugin,
): Promise<CloudCalls | undefined> {
  if (replay !== undefined && replay !== false) {
    return recordings.replay(recorded, replay === true ? undefined : replay);
  }
  if (record === undefined || record === false) {
    return undefined;
  }
  const session = await recordings.record(recorded);
  const name = record === true ? USUAL_NAME : record;
  const offered = (): Promise<void> =>
    offer(recordings, plugin, name, session.take()).catch((error: unknown) => void failures.show(error));
  return offeredAtItsEnd(session, offered);
}

/** The session, which is offered to be kept when it has come to its end. */
function offeredAtItsEnd(session: RecordingSession, offered: () => Promise<void>): CloudCalls {
  let isOver = false;
  return {
    ...session,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      if (!isOver) {
        isOver = true;
        // The server's end does not wait for the answer.
        void offered();
      }
    },
  };
}

/** Shows what was hidden in a recording, and keeps it where the person agrees. */
async function offer(recordings: Recordings, plugin: Plugin, name: string, take: Take): Promise<void> {
  if (take.calls.length === 0) {
    void window.showInformationMessage(
      noticeText(l10n.t('{0} did not call its cloud: nothing was recorded.', plugin.name)),
    );
    return;
  }
  const keep = l10n.t('Keep Recording');
  const { length } = take.calls;
  const question =
    length === 1
      ? l10n.t('One call of {0} was recorded. Keep it?', plugin.name)
      : l10n.t('{0} different calls of {1} were recorded. Keep them?', length, plugin.name);
  const answer = await window.showInformationMessage(
    noticeText(question),
    { modal: true, detail: detailOf(take) },
    keep,
  );
  if (answer === keep) {
    const file = await recordings.keep(plugin.folder, { name, calls: take.calls });
    await window.showTextDocument(await workspace.openTextDocument(Uri.file(file)));
  }
}

function detailOf({ hidden, left }: Take): string {
  const lines = [
    hidden.length === 0 ? l10n.t('No value had to be hidden.') : l10n.t('Hidden in the recording:'),
    ...hidden.slice(0, MOST_NAMED).map(hiddenLine),
    ...(hidden.length > MOST_NAMED ? [l10n.t('and {0} more places', hidden.length - MOST_NAMED)] : []),
    ...left.slice(0, MOST_NAMED),
  ];
  return lines.map((line) => noticeText(line)).join('\n');
}

function hiddenLine({ where, why, call, times }: HiddenInRecording): string {
  return l10n.t('{0} (by {1}, {2}×, first in {3})', where, why, times, call);
}
