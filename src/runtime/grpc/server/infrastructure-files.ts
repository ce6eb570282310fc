import type { ProtoFile } from '../../calls/proto-file';

/** The services that every server has beside its own, so that reflection can describe all that it lists. */

const healthFile: ProtoFile = {
  name: 'grpc/health/v1/health.proto',
  package: 'grpc.health.v1',
  messages: {
    HealthCheckRequest: { fields: { service: [1, 'string'] } },
    HealthCheckResponse: {
      fields: { status: [1, 'ServingStatus'] },
      enums: { ServingStatus: ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] },
    },
  },
  services: {
    Health: {
      Check: { request: 'HealthCheckRequest', response: 'HealthCheckResponse' },
      Watch: { request: 'HealthCheckRequest', response: 'HealthCheckResponse', streams: 'response' },
    },
  },
};

/** The two versions differ in their name alone. */
function reflectionFile(version: string): ProtoFile {
  return {
    name: `grpc/reflection/${version}/reflection.proto`,
    package: `grpc.reflection.${version}`,
    messages: {
      ServerReflectionRequest: {
        fields: {
          host: [1, 'string'],
          file_by_filename: [3, 'string'],
          file_containing_symbol: [4, 'string'],
          file_containing_extension: [5, 'ExtensionRequest'],
          all_extension_numbers_of_type: [6, 'string'],
          list_services: [7, 'string'],
        },
        oneofs: {
          message_request: [
            'file_by_filename',
            'file_containing_symbol',
            'file_containing_extension',
            'all_extension_numbers_of_type',
            'list_services',
          ],
        },
      },
      ExtensionRequest: { fields: { containing_type: [1, 'string'], extension_number: [2, 'int32'] } },
      ServerReflectionResponse: {
        fields: {
          valid_host: [1, 'string'],
          original_request: [2, 'ServerReflectionRequest'],
          file_descriptor_response: [4, 'FileDescriptorResponse'],
          all_extension_numbers_response: [5, 'ExtensionNumberResponse'],
          list_services_response: [6, 'ListServiceResponse'],
          error_response: [7, 'ErrorResponse'],
        },
        oneofs: {
          message_response: [
            'file_descriptor_response',
            'all_extension_numbers_response',
            'list_services_response',
            'error_response',
          ],
        },
      },
      FileDescriptorResponse: { fields: { file_descriptor_proto: [1, 'repeated bytes'] } },
      ExtensionNumberResponse: { fields: { base_type_name: [1, 'string'], extension_number: [2, 'repeated int32'] } },
      ListServiceResponse: { fields: { service: [1, 'repeated ServiceResponse'] } },
      ServiceResponse: { fields: { name: [1, 'string'] } },
      ErrorResponse: { fields: { error_code: [1, 'int32'], error_message: [2, 'string'] } },
    },
    services: {
      ServerReflection: {
        ServerReflectionInfo: {
          request: 'ServerReflectionRequest',
          response: 'ServerReflectionResponse',
          streams: 'both',
        },
      },
    },
  };
}

export const infrastructureFiles: readonly ProtoFile[] = [healthFile, reflectionFile('v1alpha'), reflectionFile('v1')];
