import assert from 'node:assert/strict';
import { finish } from '../../../../../src/base/steps';
import {
  apiForm,
  pageValues,
  pageValuesOfSet,
  settingsForm,
} from '../../../../../src/platforms/bksops/exchange/export-forms';
import { hideSecrets } from '../../../../../src/platforms/bksops/exchange/hidden-secrets';
import { importSources } from '../../../../../src/platforms/bksops/exchange/import-forms';
import { newManifest } from '../../../../../src/platforms/bksops/exchange/manifest-edits';
import { exchangedOf, type ExchangedSources } from '../../../../../src/platforms/bksops/exchange/source-fields';
import { readSourceDocuments } from '../../../../../src/platforms/bksops/source-reader';

const manifest = `apiVersion: bksops/v1
sources:
  - name: team_plugins
    type: git
    desc: 团队 "plugins"
    details:
      repo_address: "https://bot:\${env:TOKEN}@git.example.com/team/plugins.git"
      repo_raw_address: "https://raw.example.com/team/plugins"
      branch: main
    packages:
      team:
        version: 1.0.0
        modules:
          - team.components.first
          - team.components.second
  - name: bucket_plugins
    type: s3
    details:
      service_address: "https://s3.example.com"
      bucket: plugins
      source_dir: live
      access_key: "\${env:S3_ACCESS_KEY}"
      secret_key: "\${env:S3_SECRET_KEY}"
    packages: {}
cache:
  name: local
  type: fs
  details:
    path: /data/cache
`;

const read = (text: string): ExchangedSources => exchangedOf(finish(readSourceDocuments(text, '/w/sources.yaml'))[0]!);

describe('sources as SOPS exchanges them', () => {
  it('go out as the body of its API, with both lists and without what it does not know', () => {
    assert.equal(
      apiForm(read(manifest)),
      `{
  "origins": [
    {
      "name": "team_plugins",
      "type": "git",
      "desc": "团队 \\"plugins\\"",
      "details": {
        "repo_address": "https://bot:\${env:TOKEN}@git.example.com/team/plugins.git",
        "repo_raw_address": "https://raw.example.com/team/plugins",
        "branch": "main"
      },
      "packages": {
        "team": {
          "version": "1.0.0",
          "modules": [
            "team.components.first",
            "team.components.second"
          ]
        }
      }
    },
    {
      "name": "bucket_plugins",
      "type": "s3",
      "details": {
        "service_address": "https://s3.example.com",
        "bucket": "plugins",
        "source_dir": "live",
        "access_key": "\${env:S3_ACCESS_KEY}",
        "secret_key": "\${env:S3_SECRET_KEY}"
      },
      "packages": {}
    }
  ],
  "caches": [
    {
      "name": "local",
      "type": "fs",
      "details": {
        "path": "/data/cache"
      },
      "packages": {}
    }
  ]
}
`,
    );
  });

  it('go out as settings in Python, which ask the environment and hold neither repository, description nor cache', () => {
    assert.equal(
      settingsForm(read(manifest)),
      `import os

COMPONENTS_PACKAGE_SOURCES = [
    {
        "name": "team_plugins",
        "type": "git",
        "details": {
            "repo_raw_address": "https://raw.example.com/team/plugins",
            "branch": "main",
        },
        "packages": {
            "team": {
                "version": "1.0.0",
                "modules": [
                    "team.components.first",
                    "team.components.second",
                ],
            },
        },
    },
    {
        "name": "bucket_plugins",
        "type": "s3",
        "details": {
            "service_address": "https://s3.example.com",
            "bucket": "plugins",
            "source_dir": "live",
            "access_key": os.environ["S3_ACCESS_KEY"],
            "secret_key": os.environ["S3_SECRET_KEY"],
        },
        "packages": {
        },
    },
]
`,
    );
  });

  it('go out as what the page asks, a module a line', () => {
    const [git, s3] = read(manifest).origins;
    assert.equal(
      pageValues(git!),
      `Name: team_plugins
Type: git
Description: 团队 "plugins"
Repository address: https://bot:\${env:TOKEN}@git.example.com/team/plugins.git
Raw file address: https://raw.example.com/team/plugins
Branch: main

Root package: team
Version: 1.0.0
Modules:
team.components.first
team.components.second
`,
    );
    assert.match(pageValues(s3!), /^source_dir: live \(the page has no field for it\)$/m);
    assert.match(pageValuesOfSet(git!.sets[0]!), /^Root package: team\n/);
  });

  for (const [form, write] of [
    ['the body of the API', apiForm],
    ['a manifest of our own', newManifest],
  ] as const) {
    it(`come back from ${form} as they went`, async () => {
      assert.deepEqual(await importSources(write(read(manifest))), read(manifest));
    });
  }

  it('come back from the settings with all that these can hold', async () => {
    const { origins } = await importSources(settingsForm(read(manifest)));
    const [git, s3] = read(manifest).origins;
    const details = new Map([...git!.details].filter(([key]) => key !== 'repo_address'));
    assert.deepEqual(origins, [{ name: git!.name, type: 'git', details, sets: git!.sets }, s3]);
  });

  it('come from settings that are written by hand: names, sums, tuples, os.getenv, comments', async () => {
    const settings = `# -*- coding: utf-8 -*-
import os
HOST = 'https://raw.example.com'
COMPONENTS_PACKAGE_SOURCES = []
COMPONENTS_PACKAGE_SOURCES = [
    {  # the first
        'name': 'team', 'type': 'git',
        'details': {'repo_raw_address': HOST + '/team', 'branch': os.getenv('BRANCH', 'main')},
        'packages': {'team': {'version': '1', 'modules': ('team.a', "team" ".b")}},
    },
]
`;
    const { origins } = await importSources(settings);
    assert.deepEqual(origins, [
      {
        name: 'team',
        type: 'git',
        details: new Map([
          ['repo_raw_address', 'https://raw.example.com/team'],
          ['branch', '${env:BRANCH}'],
        ]),
        sets: [{ rootPackage: 'team', version: '1', modules: ['team.a', 'team.b'] }],
      },
    ]);
  });

  it('come from what the API answers, where a category tells a cache', async () => {
    const answer = JSON.stringify({
      result: true,
      data: [
        { id: 1, name: 'team', category: 'origin', type: 'fs', details: { path: '/a' }, packages: {}, desc: null },
        { id: 2, name: 'local', category: 'cache', type: 'fs', details: { path: '/b' }, packages: {} },
      ],
    });
    const { origins, caches } = await importSources(answer);
    assert.deepEqual([origins.map(({ name }) => name), caches.map(({ name }) => name)], [['team'], ['local']]);
  });

  it('are refused where only the running program knows a value, with the line', async () => {
    const settings = 'COMPONENTS_PACKAGE_SOURCES = [\n  {"name": name_of(1), "type": "fs", "details": {}}\n]\n';
    await assert.rejects(
      importSources(settings),
      /^WorkbenchError: Line 2 has a value that only the running program knows\.$/,
    );
  });

  it('are refused where a name stands for itself', async () => {
    await assert.rejects(importSources('COMPONENTS_PACKAGE_SOURCES = [x]\n'), /Line 1 has a value/);
  });

  it('are refused as none where a text holds something else', async () => {
    await assert.rejects(importSources('hello there'), /The text holds no package sources of SOPS\./);
    await assert.rejects(importSources('{"a": [true, null]}'), /The text holds no package sources of SOPS\./);
  });
});

describe('the credentials of a source that comes in', () => {
  const source = (type: string, details: Readonly<Record<string, string>>) => ({
    ...{ name: 'team', type, sets: [] },
    details: new Map(Object.entries(details)),
  });

  it('are replaced by references, and kept by their names', () => {
    const { fields, secrets } = hideSecrets(source('s3', { bucket: 'b', access_key: 'AKID', secret_key: 's3cr3t' }));
    assert.deepEqual(Object.fromEntries(fields.details), {
      bucket: 'b',
      access_key: '${env:TEAM_ACCESS_KEY}',
      secret_key: '${env:TEAM_SECRET_KEY}',
    });
    assert.deepEqual(Object.fromEntries(secrets), { TEAM_ACCESS_KEY: 'AKID', TEAM_SECRET_KEY: 's3cr3t' });
  });

  it('are those of an address too, as they were before it was written', () => {
    const { fields, secrets } = hideSecrets(
      source('git', { repo_address: 'https://bot:p%40ss@git.example.com/a.git' }),
    );
    assert.equal(fields.details.get('repo_address'), 'https://bot:${env:TEAM_PASSWORD}@git.example.com/a.git');
    assert.deepEqual(Object.fromEntries(secrets), { TEAM_PASSWORD: 'p@ss' });
  });

  it('stay where they refer to something already, and stars are no secret', () => {
    const { fields, secrets } = hideSecrets(source('s3', { access_key: '${env:MINE}', secret_key: '******' }));
    assert.deepEqual(Object.fromEntries(fields.details), {
      access_key: '${env:MINE}',
      secret_key: '${env:TEAM_SECRET_KEY}',
    });
    assert.equal(secrets.size, 0);
  });
});
