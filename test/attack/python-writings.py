"""Prints, as JSON, the texts that Python's own libraries make of secrets: each way alone, and each within each other."""

import base64
import csv
import html
import io
import json
import shlex
import sys
import urllib.parse
from xml.sax.saxutils import escape, quoteattr

import yaml
from google.protobuf import text_encoding



def csv_row(value):
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow([value])
    return row.getvalue()


WAYS = {
    "str": str,
    "json.dumps": json.dumps,
    "json.dumps(ensure_ascii=False)": lambda s: json.dumps(s, ensure_ascii=False),
    "quote": urllib.parse.quote,
    "quote(safe='')": lambda s: urllib.parse.quote(s, safe=""),
    "quote_plus": urllib.parse.quote_plus,
    "urlencode": lambda s: urllib.parse.urlencode({"k": s}),
    "HTTP Basic": lambda s: base64.b64encode(f"user:{s}".encode()).decode(),
    "base64, 1 before": lambda s: base64.b64encode(f"u{s}".encode()).decode(),
    "base64, 2 before and 3 behind": lambda s: base64.b64encode(f"u:{s}end".encode()).decode(),
    "base64 without padding": lambda s: base64.b64encode(s.encode()).decode().rstrip("="),
    "urlsafe_b64encode": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "hex": lambda s: s.encode().hex(),
    "HEX": lambda s: s.encode().hex().upper(),
    "repr": repr,
    "repr of bytes": lambda s: repr(s.encode()),
    "ascii": ascii,
    "unicode_escape": lambda s: s.encode("unicode_escape").decode(),
    "backslashreplace": lambda s: s.encode("ascii", "backslashreplace").decode(),
    "xmlcharrefreplace": lambda s: s.encode("ascii", "xmlcharrefreplace").decode(),
    "shlex.quote": shlex.quote,
    "html.escape": html.escape,
    "xml escape": escape,
    "xml quoteattr": quoteattr,
    "yaml": lambda s: yaml.safe_dump(s, width=10**6).strip(),
    "yaml, quoted": lambda s: yaml.safe_dump(s, width=10**6, default_style='"').strip(),
    "csv": lambda s: csv_row(s),
    "protobuf's text format": lambda s: text_encoding.CEscape(s.encode(), as_utf8=False),
}


def written(secret):
    for name, way in WAYS.items():
        yield name, way(secret)
        for inner, first in WAYS.items():
            yield f"{name} of {inner}", way(first(secret))


secrets = json.load(sys.stdin)
json.dump(
    # Beside each text, what the same ways put around any secret.
    [
        {"secret": secret, "way": way, "text": text, "wrapping": wrapping}
        for secret in secrets
        for (way, text), (_, wrapping) in zip(written(secret), written("x"))
    ],
    sys.stdout,
)
