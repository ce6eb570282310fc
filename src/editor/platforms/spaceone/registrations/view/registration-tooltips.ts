import { MarkdownString, l10n } from 'vscode';
import { codeSpan } from '../../../../../manifest/edit/markdown';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { webLinks, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import { endpointName, endpointStateWords, hiddenWords, stateWords, type EndpointLook } from './registration-nodes';
import { shownText } from '../../../../shown-text';

/** All that an endpoint is known to be; nothing that it says is read as Markdown. */
export function endpointTooltip(
  endpoint: Endpoint,
  { registrations, isChosen }: EndpointLook,
  isCurrent: boolean,
): MarkdownString {
  const { state, contract, client } = registrations;
  return table(endpointName(endpoint), [
    [l10n.t('Address'), endpoint.address === '' ? undefined : endpoint.address],
    [
      l10n.t('From'),
      endpoint.origin === 'local'
        ? l10n.t('this window, with the data of the workspace')
        : endpoint.origin === 'spacectl'
          ? isCurrent
            ? l10n.t('spacectl, its current environment')
            : l10n.t('spacectl')
          : l10n.t('the settings'),
    ],
    [l10n.t('Chosen'), isChosen ? l10n.t('manifests are held against it and registered to it') : undefined],
    [l10n.t('State'), state.is === 'failed' ? state.failure.what : endpointStateWords(registrations)],
    [
      l10n.t('Generation'),
      contract && (client.isAssumed ? l10n.t('{0}, assumed', contract.generation) : contract.generation),
    ],
  ]);
}

/** All that is known of a registered plugin; nothing that the server says is read as Markdown. */
export function registrationTooltip(registration: Registration, of: EndpointRegistrations): MarkdownString {
  const { id, name, state, type, provider, image, registryType, registryUrl, labels, repository } = registration;
  const { docs, link } = webLinks(registration);
  const description = registration.tags['description'];
  return table(name === '' ? id : name, [
    [l10n.t('Id'), id],
    [l10n.t('State'), of.isHidden(registration) ? `${stateWords(state)}, ${hiddenWords()}` : stateWords(state)],
    [l10n.t('Type'), type],
    [l10n.t('Provider'), provider],
    [l10n.t('Image'), image],
    [l10n.t('Registry'), [registryType, registryUrl].filter(Boolean).join(' ')],
    [l10n.t('Repository'), repository && [repository.name, repository.type].filter(Boolean).join(' ')],
    [l10n.t('Generation'), of.contract?.generation],
    [l10n.t('Description'), typeof description === 'string' ? description : undefined],
    [l10n.t('Labels'), labels.join(', ')],
    [l10n.t('Registered'), registration.createdAt],
    [l10n.t('Changed'), registration.updatedAt],
    [l10n.t('Documentation'), [link, ...Object.values(docs)].find((address) => address !== undefined)],
  ]);
}

function table(title: string, rows: readonly (readonly [string, string | undefined])[]): MarkdownString {
  const text = new MarkdownString();
  text.appendText(shownText(title));
  const filled = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
  // A bar would end the cell, even in a code span.
  const lines = filled.map(([key, value]) => `| ${key} | ${codeSpan(value).replaceAll('|', '\\|')} |`);
  text.appendMarkdown(['\n\n| | |', '| --- | --- |', ...lines].join('\n'));
  return text;
}
