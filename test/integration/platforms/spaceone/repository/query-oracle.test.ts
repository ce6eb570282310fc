import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { queryPlugins } from '../../../../../src/platforms/spaceone/repository/plugin-query';
import type { PluginRecord } from '../../../../../src/platforms/spaceone/repository/plugin-record';
import type { Json, JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { Random } from '../../../../unit/random';
import { testPython } from '../../../test-python';

type Answer = { readonly plugins: JsonObject[]; readonly total: number } | { readonly refused: string };

const fields = [
  ...['plugin_id', 'name', 'state', 'provider', 'resource_type', 'labels', 'tags', 'docs', 'created_at'],
  ...['tags.team', 'tags.order', 'tags.deep.er', 'capability.supported_schema', 'labels.0', 'docs.en.title', 'nothing'],
];
/** A place in a list is left out: the database in memory stumbles over it. */
const readable = fields.filter((field) => field !== 'labels.0');
/** Lists are left out: the database in memory sorts them in a way of its own. */
const sortable = fields.filter((field) => !['labels', 'labels.0', 'capability.supported_schema'].includes(field));
const words = ['aws', 'AWS', 'google', 'alpha', 'Beta', 'beta', 'a', '', 'Grün', 'ENABLED', 'x.y'];
const scalars: readonly Json[] = [...words, 1, 2.5, -1];
/** Without what the database in memory takes in a way of its own: true and false for 1 and 0, null for a missing value. */
const values: readonly Json[] = [...scalars, { er: 1 }, { team: 'a' }];
const times = ['2020-01-01', '2021-06-01T12:00:00Z', '2021-06-01T12:00:00+09:00', 'soon'];
const moments = ['now', 'now-1d', 'now/d - 2w', 'now/m', 'then'];
const patterns = ['^a', 'TA$', 'o.*e', '[0-9]+', ''];

describe('a query', () => {
  const now = new Date();

  it("finds what spaceone-core's own query finds, and is refused with its words", async function () {
    this.timeout(60_000);
    const random = new Random(5);
    const plugins = Array.from({ length: 40 }, (_, index) => record(random, index));
    const queries = Array.from({ length: 700 }, () => query(random));
    const answers = await oracle(plugins, queries);
    let refused = 0;
    queries.forEach((each, index) => {
      const expected = answers[index]!;
      refused += 'refused' in expected ? 1 : 0;
      assert.deepEqual(ours(plugins, each), expected, JSON.stringify(each));
    });
    assert.ok(refused > 50 && refused < 500, `${refused} of the queries were refused.`);
  });

  function ours(plugins: readonly PluginRecord[], asked: JsonObject): Answer {
    try {
      const { plugins: found, total } = queryPlugins(plugins, structuredClone(asked), now);
      return { plugins: found.map((plugin) => ({ ...plugin }) as unknown as JsonObject), total };
    } catch (error) {
      return { refused: (error as { details: string }).details };
    }
  }

  function record(random: Random, index: number): PluginRecord {
    const text = (): string => random.of(words.filter((word) => word !== ''));
    const time = new Date(Date.UTC(2019 + random.below(4), random.below(12), 1 + random.below(28))).toISOString();
    return {
      plugin_id: `plugin-${index}`,
      name: `${text()} ${random.below(12)}`,
      state: random.of(['ENABLED', 'DISABLED'] as const),
      image: `cloudforet/plugin-${index}`,
      registry_type: 'DOCKER_HUB',
      registry_config: {},
      resource_type: random.of(['inventory.Collector', 'monitoring.Webhook']),
      provider: random.chance(0.3) ? null : random.of(['aws', 'google', 'azure']),
      capability: random.chance(0.5) ? {} : { supported_schema: random.some(3, text) },
      labels: random.some(3, text),
      tags: random.chance(0.3)
        ? {}
        : { team: text(), order: random.below(3), ...(random.chance(0.5) && { deep: { er: random.below(2) } }) },
      docs: random.chance(0.5) ? null : { en: { title: text() } },
      domain_id: 'domain-local',
      created_at: time,
      updated_at: time,
    };
  }

  function query(random: Random): JsonObject {
    return {
      ...(random.chance(0.7) && { filter: random.some(2, () => filter(random)) }),
      ...(random.chance(0.3) && { filter_or: random.some(3, () => filter(random)) }),
      ...(random.chance(0.4) && {
        sort: random.some(2, () => ({ key: random.of(sortable), ...(random.chance(0.5) && { desc: true }) })),
      }),
      ...(random.chance(0.3) && { page: { start: random.below(5), limit: random.below(6) } }),
      ...(random.chance(0.3) && { only: random.some(3, () => random.of(readable)) }),
      ...(random.chance(0.1) && { minimal: true }),
      ...(random.chance(0.05) && { count_only: true }),
    };
  }

  function filter(random: Random): JsonObject {
    const operator = random.of(operators);
    const value = valueFor(random, operator);
    // Of times it is refused, by the database in memory only once it looks at one. What is missing below a missing value does not contain anything, but the database in memory passes over it.
    const key = random.of(
      operator.startsWith('not_contain') ? fields.filter((field) => !/^docs\.|\.0$|_at$/.test(field)) : fields,
    );
    return random.chance(0.5) ? { k: key, v: value, o: operator } : { key, value, operator };
  }

  const operators = [
    ...['lt', 'lte', 'gt', 'gte', 'eq', 'not', 'exists', 'contain', 'not_contain', 'in', 'not_in', 'contain_in'],
    ...['not_contain_in', 'match', 'regex', 'regex_in', 'datetime_gt', 'datetime_lt', 'datetime_gte', 'datetime_lte'],
    ...['timediff_gt', 'timediff_lt', 'timediff_gte', 'timediff_lte', 'like'],
  ];

  /** Mostly a value that the operator takes, and now and then one that it refuses. */
  function valueFor(random: Random, operator: string): Json {
    if (random.chance(0.05)) {
      return random.of([[], ['a'], 'a', 'when']);
    }
    if (operator.startsWith('datetime')) {
      return random.of(times);
    }
    if (operator.startsWith('timediff')) {
      return random.of(moments);
    }
    switch (operator) {
      case 'exists':
        return random.chance(0.5);
      case 'match':
        return { a: 1 };
      case 'regex':
        return random.of(patterns);
      case 'regex_in':
        return random.some(2, () => random.of(patterns));
      case 'in':
      case 'not_in':
        return random.some(3, () => random.of(values));
      case 'contain_in':
      case 'not_contain_in':
        return random.some(3, () => random.of(words));
      case 'not_contain':
        return random.of(words);
      case 'eq':
      case 'not':
        return random.of(values);
      default:
        return random.of(scalars);
    }
  }

  async function oracle(plugins: readonly PluginRecord[], queries: readonly JsonObject[]): Promise<Answer[]> {
    const script = path.resolve('test/fixtures/spaceone/repository/query_oracle.py');
    const python = spawn(testPython(), ['-W', 'ignore', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    python.stdin.end(JSON.stringify({ plugins, queries }));
    return (await json(python.stdout)) as Answer[];
  }
});
