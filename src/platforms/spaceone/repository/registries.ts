import { registrySettings, unknown } from './refusals';

/**
 * Where images of a registry type are; of a type without an address nothing can be registered. These are the defaults
 * of the repository service (`conf/global_conf.py`).
 */
const addresses: Readonly<Record<string, string>> = {
  DOCKER_HUB: 'registry.hub.docker.com',
  AWS_PRIVATE_ECR: '',
  HARBOR: '',
  GITHUB: 'ghcr.io',
  GCP_PRIVATE_GCR: '',
};

/** @throws GrpcRefusal when the service has no such registry */
export function checkRegistryType(type: string): void {
  const address = addresses[type];
  if (address === undefined) {
    throw unknown("'NoneType' object has no attribute 'get'");
  }
  if (address === '') {
    throw registrySettings(type);
  }
}

/** What the service answers as a plugin's `registry_config` and `registry_url`, whatever was registered. */
export function registryOf(type: string): { readonly config: { readonly url: string }; readonly url: string } {
  const url = addresses[type] ?? '';
  return { config: { url }, url };
}
