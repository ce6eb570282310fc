import { equal } from 'node:assert/strict';
import { readinessMarkdown } from '../../../../../src/platforms/bksops/deploy/markdown';
import { component, found, module, report, synced } from './found';

const failing = module('team.b', {
  fate: 'failed',
  message: 'SOPS logs "OSError: no disk" and loads no more of local.',
  python: { file: '/w/team/b.py', line: 2 },
});

describe('the Markdown of a check', () => {
  it('tells all of it for a ticket, with places that mean something to others', () => {
    const copy = { name: 'team_git', type: 'git', revision: '0123456789abcdef', folder: '/cache/1/current', files: {} };
    const inCopy = module('team.c', {
      fate: 'skipped',
      message: 'Skipped by SOPS, because team.b failed before it. It would load.',
      python: { file: '/cache/1/current/team/c.py' },
    });
    const before = { ...found().state, components: [], sources: [] };
    const readiness = found(
      {
        sync: { sources: [synced({ notes: ['SOPS cannot sync it.'] })] },
        loaded: {
          report: report([
            module('team.a', { components: [component('a', { description: 'Does a' })] }),
            failing,
            inCopy,
          ]),
        },
      },
      { before, sources: [copy] },
    );
    equal(
      readinessMarkdown(readiness),
      `## Ready to deploy? sources.yaml

**Not ready: 2 modules would not be loaded.**

2026-01-02 03:04 UTC. 1 of 3 modules loaded with bamboo-pipeline 4.0.4 on Python 3.11.7.

### What SOPS will show

| Group | Name | Code | Version | Form | From | Description |
| --- | --- | --- | --- | --- | --- | --- |
| Team | Of a | a | 1.0.0 | embedded | local: team.a | Does a |

### What SOPS will not load

- **team.b** (team/b.py:2, sources.yaml:7): SOPS logs "OSError: no disk" and loads no more of local.
- **team.c** (team\\_git/team/c.py, sources.yaml:7): Skipped by SOPS, because team.b failed before it. It would load.

### What the sync of SOPS makes of it

- **local** (sources.yaml:3): SOPS cannot sync it.

### What has changed since 2026-01-02 03:04 UTC

- New: component a 1.0.0 (Team-Of a)
- New: source team\\_git (git)
`,
    );
  });

  it('takes nothing of a stranger for its own: marks, tables, lines and what is unseen', () => {
    const name = '**x** | <b>\n# [y](z)\u202e';
    const modules = [module('team.a', { components: [component('a', { name })] })];
    const [, row] = /\| Team (.*)\n/.exec(readinessMarkdown(found({ loaded: { report: report(modules) } }))) ?? [];
    equal(row, '| \\*\\*x\\*\\* \\| \\<b\\> \\# \\[y\\](z)\\\\u202e | a | 1.0.0 | embedded | local: team.a |  |');
  });

  it('calls nobody and sets no formula', () => {
    const modules = [
      module('team.a', { fate: 'failed', message: 'Ask @team/ops or ops@example.com for $x$ and $`y`$.' }),
    ];
    const [, item] =
      /(- \*\*team\.a.*)\n/.exec(readinessMarkdown(found({ loaded: { report: report(modules) } }))) ?? [];
    equal(
      item,
      '- **team.a** (sources.yaml:7): Ask @<!-- -->team/ops or ops@<!-- -->example.com for \\$x\\$ and \\$\\`y\\`\\$.',
    );
  });

  it('says where nothing is shown and nothing has changed', () => {
    const modules = [{ ...failing, message: 'No disk.' }];
    const loaded = { report: report(modules) };
    const before = found({ loaded }).state;
    equal(
      readinessMarkdown(found({ loaded }, { before })),
      `## Ready to deploy? sources.yaml

**Not ready: 1 module would not be loaded.**

2026-01-02 03:04 UTC. 0 of 1 module loaded with bamboo-pipeline 4.0.4 on Python 3.11.7.

### What SOPS will show

Nothing.

### What SOPS will not load

- **team.b** (team/b.py:2, sources.yaml:7): No disk.

### What has changed since 2026-01-02 03:04 UTC

Nothing.
`,
    );
  });
});
