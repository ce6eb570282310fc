import { Ajv } from 'ajv';

/** What judges schemas that a plugin has written: nothing of them is run but their patterns. */
export function schemaValidator(): Ajv {
  return new Ajv({ strict: false, validateFormats: false, logger: false });
}
