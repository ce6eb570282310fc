import { workspace, type Disposable } from 'vscode';
import { ids } from '../../ids';

/** Whether a person wants lenses above code and manifests; they do unless they have said otherwise. */
export function areLensesWanted(): boolean {
  return workspace.getConfiguration().get<boolean>(ids.setting.lenses) !== false;
}

/** Hears when a person has changed that. */
export function onLensesSetting(changed: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(ids.setting.lenses)) {
      changed();
    }
  });
}
