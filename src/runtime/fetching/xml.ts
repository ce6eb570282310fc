/** An element of an XML document, as far as answers of services need it: no attributes, no mixed content. */
export interface Element {
  /** Without its prefix. */
  readonly name: string;
  readonly children: readonly Element[];
  /** The text directly in it, with the blanks as they are. */
  readonly text: string;
}

/** Deeper than any answer of a service. */
const DEEPEST = 32;
const MARKUP =
  /<(?:\?[^>]*\?>|!--(?:[^-]|-(?!->))*-->|!\[CDATA\[((?:[^\]]|\](?!\]>))*)\]\]>|(\/?)([^\s/<>!?]+)((?:[\s/](?:[^<>"']|"[^<"]*"|'[^<']*')*)?)>)/y;

interface Open {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/**
 * The root element of an XML document; undefined for what is none: HTML that is no XML, a document that is cut off, one
 * with a document type (in which entities could multiply).
 */
export function readXml(text: string): Element | undefined {
  const document: Open = { name: '', children: [], text: '' };
  const open: Open[] = [document];
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const inner = open.at(-1) ?? document;
    const next = text.indexOf('<', at);
    const words = unescaped(text.slice(at, next < 0 ? undefined : next));
    if (words === undefined) {
      return undefined;
    }
    inner.text += words;
    if (next < 0) {
      break;
    }
    MARKUP.lastIndex = next;
    const match = MARKUP.exec(text);
    if (!match || open.length > DEEPEST) {
      return undefined;
    }
    at = MARKUP.lastIndex;
    const [, cdata, slash, name, rest = ''] = match;
    inner.text += cdata ?? '';
    if (name === undefined) {
      continue;
    }
    const local = name.slice(name.indexOf(':') + 1);
    if (slash === '/') {
      if (open.length === 1 || inner.name !== local) {
        return undefined;
      }
      open.pop();
    } else {
      const element: Open = { name: local, children: [], text: '' };
      inner.children.push(element);
      if (!rest.endsWith('/')) {
        open.push(element);
      }
    }
  }
  const isWhole = open.length === 1 && document.children.length === 1 && document.text.trim() === '';
  return isWhole ? document.children[0] : undefined;
}

/** The first child of a name; undefined where there is none. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Undefined for a text with a reference that XML does not have. */
function unescaped(text: string): string | undefined {
  const unknown: string[] = [];
  const plain = text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));|&/gi, (reference: string, ...parts) => {
    const [hex, decimal, name] = parts as (string | undefined)[];
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : ENTITIES[name ?? ''];
    if (character === undefined) {
      unknown.push(reference);
    }
    return character ?? '';
  });
  return unknown.length > 0 ? undefined : plain;
}
