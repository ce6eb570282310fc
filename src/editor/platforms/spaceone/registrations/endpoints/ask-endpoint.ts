import { CodeAction, CodeActionKind, l10n, languages, type Disposable } from 'vscode';
import { ids } from '../../../../../ids';
import { unknownPluginCode } from '../../../../../platforms/spaceone/rules/unknown-plugin';
import { manifestSelector } from '../../../../language/checked-documents';
import type { Endpoints } from './endpoints';

/** *Ask ENDPOINT* where a manifest names a plugin that only the endpoint may know. */
export function askEndpoint(endpoints: Endpoints): Disposable {
  return languages.registerCodeActionsProvider(
    manifestSelector,
    {
      provideCodeActions: (_, __, { diagnostics }) => {
        const { chosen } = endpoints;
        const answered = diagnostics.filter(({ code }) => code === unknownPluginCode);
        if (answered.length === 0 || endpoints.registrationsOf(chosen).isKnown) {
          return [];
        }
        const title = l10n.t('Ask {0}', chosen.name);
        const action = new CodeAction(title, CodeActionKind.QuickFix);
        action.diagnostics = answered;
        action.command = { command: ids.command.refreshRegistrations, title, arguments: [{ endpoint: chosen }] };
        return [action];
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}
