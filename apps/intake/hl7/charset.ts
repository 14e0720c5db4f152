// Bytes to text by MSH-18, and back for the answer. A byte that the stated set does not have is a fault: a replacement character would lose a
// letter of somebody's name for ever, and silently.
import { Buffer } from 'node:buffer';

export type Charset = 'utf-8' | '8859-1' | '8859-15' | 'ascii';
export type DecodeFault = 'charset-unknown' | 'invalid-bytes' | 'charset-mismatch';
export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: DecodeFault };

const names: Record<string, Charset> = {
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  UTF8: 'utf-8',
  '8859/1': '8859-1',
  'ISO-8859-1': '8859-1',
  'ISO 8859/1': '8859-1',
  '8859/15': '8859-15',
  'ISO-8859-15': '8859-15',
  ASCII: 'ascii',
  'ISO IR6': 'ascii',
};

/** Where 8859/15 differs from 8859/1. */
const latin9 = new Map([
  [0xa4, '€'],
  [0xa6, 'Š'],
  [0xa8, 'š'],
  [0xb4, 'Ž'],
  [0xb8, 'ž'],
  [0xbc, 'Œ'],
  [0xbd, 'œ'],
  [0xbe, 'Ÿ'],
]);
const latin9Bytes = new Map([...latin9].map(([byte, char]) => [char, byte]));

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** MSH-18: its first repetition is the set of the message. Null for a set that is not read. */
export function charsetOf(msh18: string, repetition: string, fallback: Charset): Charset | null {
  const first = msh18.split(repetition)[0]!.trim().toUpperCase();
  return first === '' ? fallback : (names[first] ?? null);
}

export function decode(bytes: Buffer, charset: Charset | null): Decoded {
  if (charset === null) return { ok: false, fault: 'charset-unknown' };
  if (bytes.includes(0)) return { ok: false, fault: 'invalid-bytes' };
  if (charset === 'utf-8') return decodeUtf8(bytes);
  const high = bytes.some((byte) => byte >= 0x80);
  if (!high) return { ok: true, text: bytes.toString('latin1') };
  if (charset === 'ascii') return { ok: false, fault: 'invalid-bytes' };
  // Text in 8859 that is also well-formed UTF-8 with letters beyond ASCII is, in practice, UTF-8 under the wrong name.
  if (decodeUtf8(bytes).ok) return { ok: false, fault: 'charset-mismatch' };
  if (bytes.some((byte) => byte >= 0x80 && byte < 0xa0)) return { ok: false, fault: 'invalid-bytes' };
  const text = bytes.toString('latin1');
  return {
    ok: true,
    text: charset === '8859-1' ? text : text.replace(/[\xa4\xa6\xa8\xb4\xb8\xbc-\xbe]/g, (c) => latin9.get(c.charCodeAt(0))!),
  };
}

function decodeUtf8(bytes: Buffer): Decoded {
  try {
    return { ok: true, text: strictUtf8.decode(bytes) };
  } catch {
    return { ok: false, fault: 'invalid-bytes' };
  }
}

/** Our own words in the sender's set; letters it lacks are written without their marks. */
export function encode(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  const limit = charset === 'ascii' ? 0x80 : 0x100;
  const bytes = [...text].map((char) => {
    const own = charset === '8859-15' ? latin9Bytes.get(char) : undefined;
    if (own !== undefined) return own;
    const code = char.codePointAt(0)!;
    if (code < limit) return code;
    const bare = char.normalize('NFD').codePointAt(0)!;
    return bare < limit ? bare : 0x3f;
  });
  return Buffer.from(bytes);
}
