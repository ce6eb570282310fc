import { GrpcRefusal } from '../../../runtime/grpc-server';
import { pythonText } from './python-text';

/**
 * What the Repository service refuses with: `ERROR_CODE: text`, as spaceone-core 2.0.144 (`pygrpc/api.py`) writes it.
 * The codes, statuses and texts are those of spaceone-core's `error.py` and of the repository service's `error/`.
 */

export function requiredParameter(key: string): GrpcRefusal {
  return new GrpcRefusal('INVALID_ARGUMENT', `ERROR_REQUIRED_PARAMETER: Required parameter. (key = ${key})`);
}

export function authenticateFailure(message: string): GrpcRefusal {
  return new GrpcRefusal('UNAUTHENTICATED', `ERROR_AUTHENTICATE_FAILURE: Authenticate failure. (message = ${message})`);
}

export function permissionDenied(): GrpcRefusal {
  return new GrpcRefusal('PERMISSION_DENIED', 'ERROR_PERMISSION_DENIED: Permission denied.');
}

export function invalidImageLength(name: string, length: number): GrpcRefusal {
  return new GrpcRefusal(
    'INVALID_ARGUMENT',
    `ERROR_INVALID_IMAGE_LENGTH: The length of image should be less than equal ${length} in ${name}`,
  );
}

export function invalidImageName(name: string): GrpcRefusal {
  return new GrpcRefusal(
    'INVALID_ARGUMENT',
    `ERROR_INVALID_IMAGE_NAME_FORMAT: Image name format is [a-zA-Z0-9\\-]+ in ${name}`,
  );
}

export function registrySettings(registryType: string): GrpcRefusal {
  return new GrpcRefusal(
    'INTERNAL',
    `ERROR_REGISTRY_SETTINGS: Registry settings are not ready. (registry_type = ${registryType})`,
  );
}

export function noImageInRegistry(registryType: string, image: string): GrpcRefusal {
  return new GrpcRefusal(
    'INTERNAL',
    `ERROR_NO_IMAGE_IN_REGISTRY: Image does not found. (registry_type = ${registryType}, image = ${image})`,
  );
}

export function duplicatePlugin(): GrpcRefusal {
  return new GrpcRefusal(
    'ALREADY_EXISTS',
    "ERROR_SAVE_UNIQUE_VALUES: Tried to save duplicate unique values. (keys = ['plugin_id', 'domain_id'])",
  );
}

/** No such plugin in the local repository. */
export function notFound(pluginId: string, domainId: string): GrpcRefusal {
  return new GrpcRefusal(
    'NOT_FOUND',
    'ERROR_NOT_FOUND: Resource cannot be found or access is denied. ' +
      `(('plugin_id', 'domain_id') = (${pythonText(pluginId)}, ${pythonText(domainId)}))`,
  );
}

/** No such plugin in any repository. */
export function noPlugin(pluginId: string): GrpcRefusal {
  return new GrpcRefusal('INVALID_ARGUMENT', `ERROR_NO_PLUGIN: Plugin does not exists. (plugin_id = ${pluginId})`);
}

export function noRepository(repositoryId: string): GrpcRefusal {
  return new GrpcRefusal(
    'INVALID_ARGUMENT',
    `ERROR_NOT_FOUND_REPOSITORY: Repository does not exist. (repository_id = ${repositoryId})`,
  );
}

export function invalidSortKey(key: string): GrpcRefusal {
  return new GrpcRefusal('INVALID_ARGUMENT', `ERROR_SORT_KEY: Sort key is invalid. (sort_key = ${key})`);
}

/** What the database of the real service would not take, in its terms. */
export function databaseQuery(reason: string): GrpcRefusal {
  return new GrpcRefusal('INTERNAL', `ERROR_DB_QUERY: Database query failed. (reason = ${reason})`);
}

/** What the real service stumbles over without having thought of it. */
export function unknown(message: string): GrpcRefusal {
  return new GrpcRefusal('INTERNAL', `ERROR_UNKNOWN: ${message}`);
}

export function operatorTakesNoList(operator: string, condition: object): GrpcRefusal {
  return operatorValue('ERROR_OPERATOR_VALUE_TYPE', operator, 'does not support list type', condition);
}

export function operatorTakesList(operator: string, condition: object): GrpcRefusal {
  return operatorValue('ERROR_OPERATOR_LIST_VALUE_TYPE', operator, 'must be a list type', condition);
}

export function operatorTakesObject(operator: string, condition: object): GrpcRefusal {
  return operatorValue('ERROR_OPERATOR_DICT_VALUE_TYPE', operator, 'must be a dictionary type', condition);
}

export function operatorTakesBoolean(operator: string, condition: object): GrpcRefusal {
  return operatorValue('ERROR_OPERATOR_BOOLEAN_TYPE', operator, 'must be a boolean type', condition);
}

function operatorValue(code: string, operator: string, rule: string, condition: object): GrpcRefusal {
  return new GrpcRefusal(
    'INVALID_ARGUMENT',
    `${code}: The value of '${operator} operator' ${rule}. (${pythonText(condition)})`,
  );
}
