/** Names that plugins import and Django has taken out by 4.2, with what stands in for each (its release notes). */
const removed: Readonly<Record<string, { readonly since: string; readonly instead: string }>> = {
  ugettext: { since: '4.0', instead: 'gettext' },
  ugettext_lazy: { since: '4.0', instead: 'gettext_lazy' },
  ugettext_noop: { since: '4.0', instead: 'gettext_noop' },
  ungettext: { since: '4.0', instead: 'ngettext' },
  ungettext_lazy: { since: '4.0', instead: 'ngettext_lazy' },
  force_text: { since: '4.0', instead: 'force_str' },
  smart_text: { since: '4.0', instead: 'smart_str' },
  urlquote: { since: '4.0', instead: 'urllib.parse.quote' },
  urlunquote: { since: '4.0', instead: 'urllib.parse.unquote' },
  is_safe_url: { since: '4.0', instead: 'url_has_allowed_host_and_scheme' },
  python_2_unicode_compatible: { since: '3.0', instead: 'nothing, Python 3 needs none' },
  available_attrs: { since: '3.0', instead: 'functools.WRAPPER_ASSIGNMENTS' },
  lru_cache: { since: '3.0', instead: 'functools.lru_cache' },
  six: { since: '3.0', instead: 'nothing, Python 3 needs none' },
};

/** What has become of a name that Django had. */
export function removedName(name: string): { readonly since: string; readonly instead: string } | undefined {
  return Object.hasOwn(removed, name) ? removed[name] : undefined;
}
