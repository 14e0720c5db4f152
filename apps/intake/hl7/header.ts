// Reads MSH from the bytes, before the character set is known: everything in it that matters is ASCII. Delimiters come from the message itself.
import type { Buffer } from 'node:buffer';

export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

/** MSH as text, byte for character (latin1), so that what is echoed is exactly what was sent. */
export interface Header {
  readonly delimiters: Delimiters;
  readonly encodingCharacters: string;
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  readonly sentAt: string;
  readonly messageCode: string;
  readonly trigger: string;
  readonly controlId: string;
  readonly processingId: string;
  readonly version: string;
  readonly acceptAck: string;
  readonly applicationAck: string;
  readonly charset: string;
}

export type HeaderFault = 'empty' | 'not-hl7' | 'msh-too-short' | 'bad-delimiters' | 'no-control-id';
export type HeaderResult =
  /** `start`: where MSH begins in the bytes. */
  | { readonly ok: true; readonly header: Header; readonly start: number; readonly warnings: readonly string[] }
  /** `header` when enough of it could be read to answer with. */
  | { readonly ok: false; readonly fault: HeaderFault; readonly header: Header | null };

const MAX_HEADER = 64 * 1024;
const whitespace = new Set([0x0a, 0x0d, 0x20, 0x09]);

export function readHeader(bytes: Buffer): HeaderResult {
  const warnings: string[] = [];
  const start = skipLead(bytes, warnings);
  if (start === bytes.length) return { ok: false, fault: 'empty', header: null };
  const segment = bytes.toString('latin1', start, Math.min(bytes.length, start + MAX_HEADER)).split(/[\r\n]/, 1)[0]!;
  if (!/^MSH/i.test(segment)) return { ok: false, fault: 'not-hl7', header: null };
  if (!segment.startsWith('MSH')) warnings.push('msh-lower-case');
  const field = segment[3] ?? '';
  const parts = segment.split(field);
  const encodingCharacters = parts[1] ?? '';
  if (!isDelimiter(field) || !goodEncoding(field, encodingCharacters)) return { ok: false, fault: 'bad-delimiters', header: null };
  const header = build(field, encodingCharacters, parts);
  if (parts.length < 9 || header.messageCode === '') return { ok: false, fault: 'msh-too-short', header };
  if (header.controlId === '') return { ok: false, fault: 'no-control-id', header };
  return { ok: true, header, start, warnings };
}

function skipLead(bytes: Buffer, warnings: string[]): number {
  let at = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    at = 3;
    warnings.push('byte-order-mark');
  }
  const from = at;
  while (at < bytes.length && whitespace.has(bytes[at]!)) at++;
  if (at > from && at < bytes.length) warnings.push('leading-blank-lines');
  return at;
}

const isDelimiter = (char: string) => char.length === 1 && /^[!-/:-@[-`{-~]$/.test(char);

/** Four characters, five from 2.7 (the fifth truncates); three in old senders that use no subcomponents. All different. */
function goodEncoding(field: string, encoding: string): boolean {
  const all = [field, ...encoding];
  return encoding.length >= 3 && encoding.length <= 5 && all.every(isDelimiter) && new Set(all).size === all.length;
}

function build(field: string, encoding: string, parts: readonly string[]): Header {
  const delimiters = { field, component: encoding[0]!, repetition: encoding[1]!, escape: encoding[2]!, subcomponent: encoding[3] ?? '&' };
  const at = (n: number) => parts[n - 1] ?? '';
  const [messageCode = '', trigger = ''] = at(9).split(delimiters.component);
  return {
    delimiters,
    encodingCharacters: encoding,
    sendingApplication: at(3),
    sendingFacility: at(4),
    receivingApplication: at(5),
    receivingFacility: at(6),
    sentAt: at(7),
    messageCode: messageCode.trim().toUpperCase(),
    trigger: trigger.trim().toUpperCase(),
    controlId: at(10),
    processingId: (at(11).split(delimiters.component)[0] ?? '').trim(),
    version: (at(12).split(delimiters.component)[0] ?? '').trim(),
    acceptAck: at(15).trim().toUpperCase(),
    applicationAck: at(16).trim().toUpperCase(),
    charset: at(18),
  };
}
