// Escape sequences of HL7 v2 text. Unknown ones are kept verbatim, so nothing is lost by reading.
import type { Delimiters } from './header.ts';

/** Longest hexadecimal escape that is decoded; a longer one stays as it is written. */
const MAX_HEX = 512;

export function unescape(text: string, d: Delimiters): string {
  const mark = d.escape;
  let at = text.indexOf(mark);
  if (at < 0) return text;
  const out: string[] = [];
  let from = 0;
  while (at >= 0) {
    const end = text.indexOf(mark, at + 1);
    if (end < 0) break;
    const plain = meaning(text.slice(at + 1, end), d);
    if (plain === null) {
      out.push(text.slice(from, end));
      from = end; // the closing mark may open the next sequence
      at = end;
    } else {
      out.push(text.slice(from, at), plain);
      from = end + 1;
      at = text.indexOf(mark, from);
    }
  }
  out.push(text.slice(from));
  return out.join('');
}

function meaning(code: string, d: Delimiters): string | null {
  switch (code) {
    case 'F':
      return d.field;
    case 'S':
      return d.component;
    case 'T':
      return d.subcomponent;
    case 'R':
      return d.repetition;
    case 'E':
      return d.escape;
    case 'H':
    case 'N':
      return '';
    case '.br':
      return '\n';
    default:
      return /^X(?:[0-9A-Fa-f]{2})+$/.test(code.slice(0, MAX_HEX + 2)) && code.length <= MAX_HEX + 1 ? hex(code) : null;
  }
}

/** Only printable ASCII: which set the bytes would be in is not told. */
function hex(code: string): string | null {
  const chars = [...code.slice(1).matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16));
  return chars.every((c) => (c >= 0x20 && c < 0x7f) || c === 0x0a || c === 0x0d || c === 0x09) ? String.fromCharCode(...chars) : null;
}
