import { window } from 'vscode';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { noticeText } from '../../../../notice-text';
import { picked } from '../../../../plugins/choose-plugin';

/** What a person is asked before something is done at an endpoint. */
export interface Question {
  /** Such as `Deregister plugin-example from Local?` */
  readonly words: string;
  /** What follows from it, in a sentence. */
  readonly detail: string;
  /** The answer that does it. */
  readonly accept: string;
}

/** @throws an AbortError when it is not to be done */
export async function confirm({ words, detail, accept }: Question, { address }: Endpoint): Promise<void> {
  await picked(
    window.showWarningMessage(
      noticeText(words),
      { modal: true, detail: noticeText(`${address}\n\n${detail}`) },
      accept,
    ),
  );
}
