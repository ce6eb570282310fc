import { Disposable, workspace } from 'vscode';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import type { CheckedText } from '../../../../../manifest/check/check-text';
import { deployManifest } from '../../../../../platforms/spaceone/deploy-manifest';
import { endpointNames } from '../../../../../platforms/spaceone/endpoint-names';
import { deployedId } from '../../../../../platforms/spaceone/registered-plugins';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import { keyOf, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import type { CheckedDocuments } from '../../../../language/checked-documents';
import type { Endpoints } from '../endpoints/endpoints';

/** Changes of a moment are told together, this many milliseconds after the first. */
const BURST = 50;

/**
 * Tells the checks what the chosen endpoint has, as far as it has been asked, and asks it for the versions of the
 * plugins that open deploy manifests run. An endpoint that nobody has asked is not asked here either.
 */
export class RegisteredNames implements Disposable {
  private readonly listening: Disposable;
  private timer: NodeJS.Timeout | undefined;
  private told: readonly unknown[] = [];
  /** The plugins of a list whose versions were asked for; a failure is not repeated. */
  private asked = { of: [] as readonly Registration[], keys: new Set<string>() };

  constructor(
    private readonly endpoints: Endpoints,
    private readonly manifests: Manifests,
    documents: CheckedDocuments,
  ) {
    this.listening = Disposable.from(
      endpoints.onDidChange(() => this.tellSoon()),
      endpoints.onDidChangeRegistrations((endpoint) => {
        if (endpoint.id === endpoints.chosen.id) {
          this.tellSoon();
        }
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(ids.setting.imageTags)) {
          void this.askLocalAnew();
        }
      }),
      documents.onDidCheck(({ checked }) => checked && this.askVersions(checked)),
    );
    this.tell();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
  }

  private get chosen(): EndpointRegistrations {
    return this.endpoints.registrationsOf(this.endpoints.chosen);
  }

  private async askLocalAnew(): Promise<void> {
    const { chosen } = this;
    if (chosen.isKnown && chosen.endpoint.origin === 'local') {
      await chosen.refresh();
    }
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.tell();
    }, BURST);
  }

  private tell(): void {
    const { chosen } = this;
    const { isKnown, state, endpoint } = chosen;
    const plugins = isKnown ? chosen.plugins : [];
    const is = isKnown ? 'answered' : state.is;
    const tags = settingTags();
    const versions = plugins.map((plugin) => chosen.knownVersions(plugin));
    const now = [chosen, is, ...plugins, ...versions];
    if (now.length === this.told.length && now.every((each, index) => each === this.told[index])) {
      return;
    }
    this.told = now;
    const facts = plugins.map((plugin, index) => ({
      id: plugin.id,
      type: plugin.type,
      versions: versions[index],
      hasAllVersions: endpoint.origin !== 'local' || Array.isArray(tags[plugin.image]),
    }));
    this.manifests.know(endpointNames({ name: endpoint.name, is }, facts));
  }

  private askVersions({ documents }: CheckedText): void {
    const { chosen } = this;
    if (!chosen.isKnown) {
      return;
    }
    if (this.asked.of !== chosen.plugins) {
      this.asked = { of: chosen.plugins, keys: new Set() };
    }
    for (const { kind, document } of documents) {
      const id = kind?.id === deployManifest.id && document ? deployedId(document) : undefined;
      for (const registration of id ? chosen.named(id.text) : []) {
        const key = keyOf(registration);
        if (!this.asked.keys.has(key) && !chosen.knownVersions(registration)) {
          this.asked.keys.add(key);
          // That they cannot be had is shown where a person looks for them.
          chosen.versions(registration).catch(() => undefined);
        }
      }
    }
  }
}

/** The local Repository asks no registry: only the setting says which tags an image has. */
function settingTags(): Readonly<Record<string, unknown>> {
  return workspace.getConfiguration().get<Readonly<Record<string, unknown>>>(ids.setting.imageTags) ?? {};
}
