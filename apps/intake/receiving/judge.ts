// From bytes to a verdict, without touching a database: what the message is, who sent it, whether it can be used, and the facts it tells.
import { Buffer } from 'node:buffer';
import { mapAdt } from '../adt/map-adt.ts';
import type { Draft, Person } from '../adt/draft.ts';
import { charsetOf, decode, type Charset } from '../hl7/charset.ts';
import { readHeader, type Header } from '../hl7/header.ts';
import type { Fault, Verdict } from '../mllp/ack.ts';
import { senderKey, type MappingTable, type Source } from '../mappings/mapping-table.ts';
import { reasonText } from './reasons.ts';

export interface Judged {
  readonly header: Header | null;
  readonly source: Source | null;
  readonly charset: Charset;
  /** `ADT^A01`, or null when it cannot be read. */
  readonly event: string | null;
  readonly status: 'stored' | 'ignored' | 'quarantined' | 'refused';
  readonly fault: Fault | null;
  readonly warnings: readonly string[];
  readonly persons: readonly Person[];
  readonly drafts: readonly Draft[];
  readonly unknownUnits: readonly string[];
}

export const verdictOf = (status: Judged['status']): Verdict =>
  status === 'quarantined' ? 'error' : status === 'refused' ? 'reject' : 'accept';

export const faultOf = (code: string, at: string | null = null): Fault => ({ code, at, text: reasonText(code, at) });

/** Which sources are served, and the version of HL7 and so on for each, is `table`'s word. Never throws. */
export function judge(bytes: Buffer, table: MappingTable): Judged {
  const read = readHeader(bytes);
  if (!read.ok)
    return outcome(read.header, null, 'utf-8', 'refused', faultOf(read.fault, read.fault === 'no-control-id' ? 'MSH-10' : null));
  const { header } = read;
  const source =
    table.senders.get(senderKey(firstPart(header, header.sendingApplication), firstPart(header, header.sendingFacility))) ?? null;
  const charset = charsetOf(header.charset, header.delimiters.repetition, source?.charset ?? 'utf-8');
  const refused = refusal(header, source);
  if (refused || !source)
    return outcome(header, source, charset ?? 'utf-8', 'refused', refused ?? faultOf('source-unknown', 'MSH-3'), read.warnings);
  const decoded = decode(bytes.subarray(read.start), charset);
  if (!decoded.ok) return outcome(header, source, charset ?? 'utf-8', 'quarantined', faultOf(decoded.fault, 'MSH-18'), read.warnings);
  return understood(decoded.text, header, source, charset!, read.warnings);
}

/** Before version 2.3.1 some senders write only "ADT" in MSH-9; EVN-1 then has the event. */
const triggerOfEvn = (text: string, { delimiters }: Header) =>
  /[\r\n]EVN(.)(A\d\d)(?:\1|[\r\n]|$)/.exec(text)?.[1] === delimiters.field ? /[\r\n]EVN.(A\d\d)/.exec(text)![1]! : '';

const firstPart = (header: Header, field: string) => field.split(header.delimiters.component)[0]!.trim();

function refusal(header: Header, source: Source | null): Fault | null {
  if (source === null) return faultOf('source-unknown', 'MSH-3');
  if (header.messageCode !== 'ADT') return faultOf('type-not-served', 'MSH-9');
  if (!source.processing.has(header.processingId)) return faultOf('processing-not-served', 'MSH-11');
  if (!source.versions.has(header.version)) return faultOf('version-not-served', 'MSH-12');
  return null;
}

function understood(text: string, msh: Header, source: Source, charset: Charset, early: readonly string[]): Judged {
  const header = msh.trigger === '' ? { ...msh, trigger: triggerOfEvn(text, msh) } : msh;
  const result = mapAdt(text, header, source);
  const warnings = [...new Set([...early, ...result.warnings])];
  switch (result.kind) {
    case 'facts':
      return {
        ...outcome(header, source, charset, 'stored', null, warnings),
        persons: result.persons,
        drafts: result.drafts,
        unknownUnits: result.unknownUnits,
      };
    case 'unused':
      return source.unknownEvents === 'ignore'
        ? outcome(header, source, charset, 'ignored', null, warnings)
        : outcome(header, source, charset, 'refused', faultOf('event-not-served', 'MSH-9'), warnings);
    case 'fault':
      return outcome(header, source, charset, 'quarantined', faultOf(result.faults[0]!.code, result.faults[0]!.at), warnings);
  }
}

function outcome(
  header: Header | null,
  source: Source | null,
  charset: Charset,
  status: Judged['status'],
  fault: Fault | null,
  warnings: readonly string[] = [],
): Judged {
  const event =
    header === null || header.messageCode === '' ? null : `${header.messageCode}${header.trigger ? `^${header.trigger}` : ''}`.slice(0, 40);
  return { header, source, charset, event, status, fault, warnings, persons: [], drafts: [], unknownUnits: [] };
}
