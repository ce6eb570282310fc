import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';

/** True where `template` stands beside `resource_type`, which says that the manifest is of generation 2.0. */
export function isTemplateOutdated(has: (key: string) => boolean): boolean {
  return has('template') && has('resource_type') && !has('service_type');
}

/**
 * `RegisterPluginRequest` of 2.0 has no such field and spacectl 2.0.10 refuses to send it; a warning because the
 * Repository reads its own bundled entries past that request, and one of them still has it.
 */
export const templateOutdated = rule({
  code: 'spaceone/template-in-2.0',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    const template = document.at('template');
    if (template?.key && isTemplateOutdated((key) => document.at(key) !== undefined || typeOf(document)?.key === key)) {
      const fix = document.removal('template');
      yield {
        range: template.key.range,
        message: '"template" belongs to generation 1.x: spacectl refuses it beside "resource_type".',
        ...(fix ? { fix } : {}),
      };
    }
  },
});
