/** A name that is gone, and what stands in its place. */
export interface RemovedName {
  /** The name in the same module that does the same; a whole sentence part where it is elsewhere. */
  readonly now?: string;
  /** True where the new name stands in the same module. */
  readonly isRename?: boolean;
  /** True where the code goes on using the old name, and the import has to give it that. */
  readonly as?: boolean;
}

/** What Django 4.2.30 does not have, of what 1.11 to 3.2 had, by module: the name in the same module that replaces it, or nothing. */
const DJANGO: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'django.utils.translation': {
    ugettext: 'gettext',
    ugettext_lazy: 'gettext_lazy',
    ugettext_noop: 'gettext_noop',
    ungettext: 'ngettext',
    ungettext_lazy: 'ngettext_lazy',
    string_concat: '',
  },
  'django.utils.encoding': {
    force_text: 'force_str',
    smart_text: 'smart_str',
    python_2_unicode_compatible: '',
  },
  'django.utils.http': {
    urlquote: '',
    urlquote_plus: '',
    urlunquote: '',
    urlunquote_plus: '',
    is_safe_url: 'url_has_allowed_host_and_scheme',
    cookie_date: 'http_date',
  },
  'django.utils.functional': { curry: '', lru_cache: '' },
  'django.utils.decorators': { available_attrs: '', ContextDecorator: '' },
  'django.utils.text': { unescape_entities: '' },
  'django.utils.timezone': { FixedOffset: '' },
  'django.conf.urls': { url: '' },
  'django.shortcuts': { render_to_response: 'render' },
  'django.db.models': { permalink: '' },
};

const DJANGO_MODULES: ReadonlySet<string> = new Set([
  'django.core.urlresolvers',
  'django.utils.six',
  'django.utils.lru_cache',
  'django.utils._os.abspathu',
  'django.utils.importlib',
  'django.utils.simplejson',
  'django.utils.datastructures.SortedDict',
  'django.utils.unittest',
  'django.contrib.staticfiles.templatetags',
  'django.contrib.admin.templatetags.admin_static',
]);

/** What Python 3.11 does not have of Python 2's or of earlier ones' modules. */
const PYTHON: Readonly<Record<string, readonly string[]>> = {
  urllib: ['urlencode', 'quote', 'quote_plus', 'unquote', 'unquote_plus', 'urlopen', 'urlretrieve'],
  itertools: ['izip', 'imap', 'ifilter', 'izip_longest', 'ifilterfalse'],
  string: ['maketrans', 'letters', 'lowercase', 'uppercase', 'join', 'atoi'],
  types: ['StringType', 'UnicodeType', 'IntType', 'ListType', 'DictType', 'StringTypes', 'ClassType'],
  collections: [
    'Callable',
    'Iterable',
    'Iterator',
    'Mapping',
    'MutableMapping',
    'MutableSequence',
    'MutableSet',
    'Sequence',
    'Set',
    'Hashable',
    'Sized',
    'Container',
  ],
  inspect: ['getargspec'],
  cgi: ['escape'],
};

const PYTHON_2_MODULES: ReadonlySet<string> = new Set(
  `BaseHTTPServer CGIHTTPServer ConfigParser Cookie HTMLParser Queue SimpleHTTPServer SocketServer StringIO Tkinter
   UserDict UserList UserString __builtin__ cPickle cStringIO commands cookielib copy_reg exceptions htmlentitydefs httplib
   md5 new sets sha thread urllib2 urlparse xmlrpclib`.split(/\s+/),
);

export function isDjango(module: string): boolean {
  return DJANGO_MODULES.has(module) || module.startsWith('django.utils.six.');
}

export function isPython2(module: string): boolean {
  return PYTHON_2_MODULES.has(module);
}

/** What became of a name of a Django module; undefined for one that is there, or never was. */
export function removedFromDjango(module: string, name: string): RemovedName | undefined {
  const names = own(DJANGO, module);
  const now = names && own(names, name);
  if (now !== undefined) {
    return now === '' ? {} : { now, isRename: true, as: true };
  }
  return DJANGO_MODULES.has(`${module}.${name}`) ? {} : undefined;
}

/** {@link removedFromDjango} for Python's own modules. */
export function removedFromPython(module: string, name: string): RemovedName | undefined {
  if (own(PYTHON, module)?.includes(name) !== true) {
    return undefined;
  }
  return module === 'collections' ? { now: `collections.abc.${name}` } : {};
}

function own<T>(of: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}
