import type { NextStep } from '../base/workbench-error';
import { inShell } from './in-shell';

/** A step as a person takes it in a terminal; undefined for one that is said already, as advice. */
export function stepInShell({ intent }: NextStep): string | undefined {
  switch (intent?.is) {
    case 'set up the environment':
      return intent.python === undefined
        ? `Run "plugin-workbench env ${inShell(intent.folder)}", or name an interpreter in PLUGIN_WORKBENCH_PYTHON.`
        : `Run "plugin-workbench env ${inShell(intent.folder)} --python ${inShell(intent.python)}".`;
    case 'choose an interpreter':
      return 'Name one in PLUGIN_WORKBENCH_PYTHON.';
    case 'complete or replace the chosen interpreter':
      return 'Install what is missing there, or unset PLUGIN_WORKBENCH_PYTHON.';
    case 'give credentials':
      return 'Give credentials that are taken as "secret_data" in --data.';
    case 'give a token':
      return 'Give a token that the server takes with --token-file.';
    case undefined:
      return undefined;
  }
}
