import { Disposable, type Memento } from 'vscode';
import type { Redactor } from '../../../../../runtime/secrets/redactor';
import type { Commands } from '../../../../commands';
import { endpointCommands } from '../endpoints/endpoint-commands';
import type { EndpointTokens } from '../endpoints/endpoint-tokens';
import type { Endpoints } from '../endpoints/endpoints';
import { registrationCommands } from './registration-commands';
import { RegistrationDocuments } from './registration-documents';
import { RegistrationsView } from './registrations-view';

/** The Registered Plugins view with its commands and documents. */
export function registeredPlugins(
  endpoints: Endpoints,
  tokens: EndpointTokens,
  memory: Memento,
  redactor: Redactor,
  commands: Commands,
): Disposable {
  const view = new RegistrationsView(endpoints, memory);
  const documents = new RegistrationDocuments(endpoints, (text) => redactor.redact(text));
  return Disposable.from(
    view,
    documents,
    endpointCommands(endpoints, tokens, commands),
    registrationCommands(endpoints, view, documents, commands),
  );
}
