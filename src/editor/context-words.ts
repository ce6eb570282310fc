/**
 * The words of a row's `contextValue`, by view: each is asked for by a `when` clause of package.json, in whatever order
 * they stand, and no other is set. A test holds both.
 */
export const contextWords = {
  plugins: [
    'plugin',
    'server',
    'method',
    'manifest',
    'request',
    'part',
    // What its platform can do with a plugin.
    'served',
    'environment',
    'registrable',
    'contract',
    'extendable',
    'runnable',
    'views',
    // Something was sent to it since the window opened.
    'called',
    // What a plugin's test server does.
    'stopped',
    'running',
    'ready',
    'failed',
    // What the chosen endpoint has of a manifest.
    'unregistered',
    'changed',
    'writable',
    'enabled',
    'disabled',
  ],
  registrations: [
    'endpoint',
    'local',
    'setting',
    'other',
    'managed',
    'registration',
    'enabled',
    'disabled',
    'writable',
    'docs',
    'icon',
  ],
  sources: ['manifest', 'cached', 'source', 'cache', 'set', 'module', 'component', 'form', 'installable'],
} as const;

type View = keyof typeof contextWords;

/** Which of a view's words are true of a row. */
export type WordsOf<V extends View> = Partial<Readonly<Record<(typeof contextWords)[V][number], boolean>>>;

/** The `contextValue` of a row: those of the words that are true of it. */
export function contextOf<V extends View>(view: V, words: WordsOf<V>): string {
  return contextWords[view].filter((word) => (words as Readonly<Record<string, boolean>>)[word]).join(' ');
}
