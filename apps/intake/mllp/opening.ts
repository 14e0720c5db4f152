// What knocks on the plain MLLP port though it speaks something else. Told from the first bytes, before the framer sees them: a TLS hello may
// by chance hold the bytes that start and end a frame.
import type { Buffer } from 'node:buffer';
import { VT } from './framer.ts';

export type Opening = 'mllp' | 'undecided' | 'tls' | 'http';

const httpStarts = ['GET ', 'POST', 'PUT ', 'HEAD', 'OPTI', 'DELE', 'PATC', 'CONN', 'TRAC', 'PRI '];

/** `bytes`: the first of the connection. Anything unknown is noise that the framer skips and counts. */
export function judgeOpening(bytes: Buffer): Opening {
  if (bytes.length === 0) return 'undecided';
  if (bytes[0] === VT) return 'mllp';
  if (bytes[0] === 0x16) return bytes.length < 2 ? 'undecided' : bytes[1] === 0x03 ? 'tls' : 'mllp';
  const start = bytes.toString('latin1', 0, 4);
  if (httpStarts.some((word) => word === start)) return 'http';
  return httpStarts.some((word) => word.startsWith(start) && bytes.length < 4) ? 'undecided' : 'mllp';
}
