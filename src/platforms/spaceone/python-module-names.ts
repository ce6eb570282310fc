/** Words that Python keeps for itself (keyword.kwlist of Python 3.14, those in lower case). */
const keywords = words(`
  and as assert async await break class continue def del elif else except finally for from global if import in is
  lambda nonlocal not or pass raise return try while with yield
`);

/** The standard library (sys.stdlib_module_names of Python 3.11, with what 3.14 added), without private modules. */
const standardLibrary = words(`
  abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii
  bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression
  concurrent configparser contextlib contextvars copy copyreg cprofile crypt csv ctypes curses dataclasses datetime dbm
  decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
  fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
  html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
  logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib
  nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil
  platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat
  queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil
  signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
  statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
  termios test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
  turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound
  wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`);

/** What spaceone-core 2.0.144, the plugin servers of its services, spaceone-tester and debugpy bring, by import name. */
const framework = words(`
  annotated_doc anyio attr attrs bcrypt boto3 botocore bson cachetools certifi cffi charset_normalizer click consul croniter
  crypto cryptography dateutil debugpy deprecated dns et_xmlfile factory faker fakeredis fastapi fastapi_utils google
  gridfs grpc grpc_health grpc_reflection h11 idna importlib_metadata jinja2 jmespath jsonschema
  jsonschema_specifications jwcrypto langcodes lxml markupsafe mongoengine mongomock numpy openpyxl opentelemetry
  packaging pandas pip pkg_resources prometheus_client proto psutil pyasn1 pyasn1_modules pycparser pydantic pymongo pytz
  redis referencing requests rpds s3transfer schedule scheduler sentinels setuptools six sortedcontainers starlette
  typing_extensions urllib3 uvicorn wheel wrapt xmlrunner yaml zipp
`);

/**
 * Why a package of this name cannot stand in a plugin's `src`, which the framework puts first on Python's path
 * (spaceone-core 2.0.144, core/command.py): undefined when it can.
 */
export function refusePackageName(name: string): string | undefined {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(name)) {
    return 'A package is a lower-case letter, then lower-case letters, digits and underscores, 48 at most.';
  }
  if (keywords.has(name)) {
    return 'Python keeps this word for itself.';
  }
  if (name === 'spaceone') {
    return 'The framework itself is the package spaceone: the plugin would hide it.';
  }
  if (standardLibrary.has(name)) {
    return "Python's standard library has a module of this name: the plugin would hide it.";
  }
  return framework.has(name)
    ? 'The framework needs a module of this name from another library: the plugin would hide it.'
    : undefined;
}

/** True for a word that can name no module, as no import could name it. */
export function isKeyword(name: string): boolean {
  return keywords.has(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
