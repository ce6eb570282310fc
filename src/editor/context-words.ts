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
    // What its platform can do with a plugin.
    'served',
    'environment',
    'registrable',
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
    'registration',
    'enabled',
    'disabled',
    'writable',
    'docs',
    'icon',
  ],
} as const;

type View = keyof typeof contextWords;

/** The `contextValue` of a row: those of the words that are true of it. */
export function contextOf<V extends View>(
  view: V,
  words: Partial<Readonly<Record<(typeof contextWords)[V][number], boolean>>>,
): string {
  return contextWords[view].filter((word) => (words as Readonly<Record<string, boolean>>)[word]).join(' ');
}
