import type { ManifestKind } from '../../../src/manifest/kind';
import { pyyaml } from '../../../src/manifest/dialects/pyyaml-dialect';

/** A kind with everything that a schema can nest. */
export const sampleKind: ManifestKind = {
  id: 'test.sample',
  title: 'Sample',
  dialect: pyyaml,
  sniff: (text) => text.includes('sample'),
  recognize: ({ keys }) => keys.has('sample'),
  mayStillBe: () => true,
  schemaFile: 'none',
  schema: {
    type: 'object',
    required: ['sample'],
    additionalProperties: false,
    properties: {
      sample: { type: 'integer', title: 'Sample', description: 'Says what it is.', default: 1 },
      server: {
        type: 'object',
        title: 'Server',
        additionalProperties: false,
        properties: {
          host: { type: 'string' },
          port: { type: 'integer', description: 'Where it listens.', default: 443, examples: [443, 8443] },
          on: { type: 'string' },
          tls: { type: 'object', properties: { verify: { type: 'boolean' } } },
        },
      },
      rules: {
        type: 'array',
        items: {
          type: 'object',
          title: 'Rule',
          required: ['name'],
          properties: {
            name: { type: 'string' },
            level: { enum: ['low', 'high', 'off'], title: 'Level', default: 'low' },
            match: { type: 'object' },
            version: { const: '1.0' },
          },
        },
      },
      text: { type: 'string', title: 'Text' },
    },
  },
};
