import type { Random } from '../random';

interface Made {
  readonly generator: object;
  /** Names of parameters that tell its sets apart, all of which a name needs. */
  readonly names: readonly string[];
}

/** An ApplicationSet with a plugin generator as an author may write it, all of it right. */
export function generatedSet(random: Random): object {
  const isGo = random.chance(0.7);
  const print = (name: string): string => (isGo ? `{{ .${name} }}` : `{{${name}}}`);
  const { generator, names } = random.of([() => plugin(random), () => matrix(random, print), () => merge(random)])();
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: random.of(['tenants', 'apps-1', 'a.b']), namespace: 'argocd' },
    spec: {
      ...(isGo ? { goTemplate: true, goTemplateOptions: ['missingkey=error'] } : {}),
      generators: [generator],
      ...(random.chance(0.3) ? { syncPolicy: { preserveResourcesOnDeletion: true } } : {}),
      template: {
        metadata: {
          name: [random.of(['app', 'x1']), ...names.map(print)].join('-'),
          ...(random.chance(0.4) ? { labels: { team: random.of(['blue', print(names[0] ?? '')]) } } : {}),
          ...(random.chance(0.3) ? { annotations: { note: random.of(['a: b', "it's", '#1', '{x}']) } } : {}),
        },
        spec: { project: 'default', ...sources(random, isGo, print(names[0] ?? '')), destination: destination(random) },
      },
    },
  };
}

function plugin(random: Random, more: Readonly<Record<string, unknown>> = {}): Made {
  const generator = {
    plugin: {
      configMapRef: { name: random.of(['tenants', 'my-plugin']) },
      ...(random.chance(0.5)
        ? { input: { parameters: { stage: 'blue', count: random.below(9), deep: { a: [1, 'b'] }, ...more } } }
        : { ...(Object.keys(more).length > 0 ? { input: { parameters: more } } : {}) }),
      ...(random.chance(0.5) ? { requeueAfterSeconds: 60 + random.below(900) } : {}),
    },
  };
  return { generator, names: ['tenant'] };
}

function listOf(random: Random): Made {
  const elements = Array.from({ length: 1 + random.below(3) }, (_, index) => ({ lane: `l${index}`, zone: 'x' }));
  return { generator: { list: { elements } }, names: ['lane'] };
}

function other(random: Random): Made {
  return random.of<() => Made>([
    () => listOf(random),
    () => ({
      generator: { clusters: random.chance(0.5) ? {} : { selector: { matchLabels: { a: 'b' } } } },
      names: ['nameNormalized'],
    }),
    () => ({
      generator: {
        git: { repoURL: 'https://git.example.com/a.git', revision: 'HEAD', directories: [{ path: 'apps/*' }] },
      },
      names: ['path.basename'],
    }),
    () => ({ generator: { pullRequest: { github: { owner: 'team', repo: 'deploy' } } }, names: ['number'] }),
    () => ({ generator: { scmProvider: { github: { organization: 'team' } } }, names: ['repository'] }),
  ])();
}

function matrix(random: Random, print: (name: string) => string): Made {
  const first = other(random);
  const second = plugin(random, random.chance(0.5) ? { asked: print(first.names[0] ?? '') } : {});
  return {
    generator: { matrix: { generators: [first.generator, second.generator] } },
    names: [...first.names, ...second.names],
  };
}

function merge(random: Random): Made {
  const elements = Array.from({ length: random.below(3) }, (_, index) => ({ tenant: `t${index}`, lane: 'a' }));
  return {
    generator: { merge: { mergeKeys: ['tenant'], generators: [plugin(random).generator, { list: { elements } }] } },
    names: ['tenant'],
  };
}

function sources(random: Random, isGo: boolean, printed: string): object {
  const git = {
    repoURL: random.of([
      'https://git.example.com/team/deploy.git',
      'git@github.com:team/deploy.git',
      'ssh://git@git.example.com/a',
    ]),
    path: random.of(['apps', '.', `apps/${printed}`]),
    targetRevision: random.of(['main', 'v1.0']),
  };
  const chart = {
    repoURL: 'https://charts.example.com',
    chart: 'app',
    targetRevision: '1.2.3',
    helm: {
      valuesObject: {
        replicas: 1 + random.below(4),
        image: { tag: '1.10' },
        mode: 0o640,
        enabled: true,
        name: printed,
      },
    },
  };
  const values = { repoURL: 'https://git.example.com/team/values', targetRevision: 'main', ref: 'values' };
  const text = isGo ? "name: {{ .tenant | quote }}\nalert: '{{`{{ $labels.pod }}`}}'\n" : 'name: {{tenant}}\n';
  return random.of<object>([
    { source: git },
    { source: chart },
    { source: { ...git, helm: { values: text } } },
    { sources: [git, { ...chart, helm: { valueFiles: ['$values/a.yaml'] } }, values] },
  ]);
}

function destination(random: Random): object {
  return random.of<object>([
    { server: 'https://kubernetes.default.svc', namespace: 'apps' },
    { name: 'in-cluster' },
    { name: 'in-cluster', namespace: 'apps' },
  ]);
}
