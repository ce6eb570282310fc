import { l10n } from 'vscode';
import { isWritable } from '../../../../../platforms/spaceone/registrations/registration';
import type { ManifestState } from '../../../../../platforms/spaceone/registrations/registration-state';
import type { WordsOf } from '../../../../context-words';

/** What the chosen endpoint has of a register manifest. */
export interface ManifestRegistration {
  readonly state: ManifestState;
  /** The endpoint's name. */
  readonly endpoint: string;
}

/** It in words; undefined when nobody can say. */
export function registrationText({ state, endpoint }: ManifestRegistration): string | undefined {
  switch (state.is) {
    case 'not registered':
      return l10n.t('not registered at {0}', endpoint);
    case 'registered':
      return state.registration.state === 'disabled'
        ? l10n.t('registered at {0}, disabled', endpoint)
        : l10n.t('registered at {0}', endpoint);
    case 'changed':
      return l10n.t('changed since registered at {0}', endpoint);
    case 'unclear':
      return undefined;
  }
}

/** The words for a plugin with several manifests: of the one that asks for most. */
export function textOfAll(all: readonly ManifestRegistration[]): string | undefined {
  const found = (['changed', 'not registered', 'registered'] as const)
    .map((is) => all.find(({ state }) => state.is === is))
    .find((each) => each !== undefined);
  return found && registrationText(found);
}

/** What can be done about it. */
export function registrationWords(registration: ManifestRegistration | undefined): WordsOf<'plugins'> {
  const state = registration?.state;
  if (state?.is !== 'registered' && state?.is !== 'changed') {
    return { unregistered: true };
  }
  const writable = isWritable(state.registration);
  return {
    changed: state.is === 'changed',
    writable,
    enabled: writable && state.registration.state === 'enabled',
    disabled: writable && state.registration.state === 'disabled',
  };
}
