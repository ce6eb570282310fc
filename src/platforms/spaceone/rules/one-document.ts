import { rule } from '../../../manifest/rule';

/** `load_yaml_from_file` takes the one document of a file and refuses a file with more (spaceone-core 2.0.144). */
export const oneDocument = rule({
  code: 'spaceone/one-document',
  kinds: [
    'spaceone.register',
    'spaceone.deploy',
    'spaceone.plugin-update',
    'spaceone.schema',
    'spaceone.provider',
    'spaceone.tasks',
  ],
  severity: 'warning',
  *check({ document, before }) {
    const isFirstToFollow = before.length > 0 && !before.slice(1).some(Boolean);
    if (isFirstToFollow) {
      const message = 'spacectl reads one manifest a file and refuses a file with more: move this one to another file.';
      yield { range: document.head, message };
    }
  },
});
