// One message on its way in, whatever way it came: what will be stored, and the facts it tells.
import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';
import type { OpaqueIds } from '#platform';
import type { Draft, Person } from '../adt/draft.ts';
import type { MappingTable } from '../mappings/mapping-table.ts';
import { answerCode, type AckCode, type Fault } from '../mllp/ack.ts';
import { certificateFault, type CertificateFault, type PeerCertificate } from '../mllp/peer.ts';
import { faultOf, judge, verdictOf, type Judged } from './judge.ts';

export type Status = Judged['status'];

export interface Item {
  readonly id: string;
  readonly transport: 'mllp' | 'broken' | 'http';
  readonly source: string;
  /** Null when the sender is nobody we know. */
  readonly sourceId: string | null;
  readonly site: string | null;
  readonly application: string;
  readonly facility: string;
  readonly controlId: string | null;
  readonly event: string | null;
  readonly status: Status;
  readonly fault: Fault | null;
  readonly warnings: readonly string[];
  readonly answer: AckCode | null;
  readonly persons: readonly Person[];
  readonly drafts: readonly Draft[];
  readonly unknownUnits: readonly string[];
  /** What to do when the same control id comes with other content. */
  readonly reused: 'warn' | 'quarantine' | 'refuse';
  readonly raw: Buffer;
  /** Tried again by an operator: not a new arrival. */
  readonly retry: boolean;
}

/** Shown to operators: no control characters, bounded. A NUL would also be refused by the database. */
// eslint-disable-next-line no-control-regex
const plain = (text: string, length: number) => text.replace(/[\0-\x1f\x7f]/g, ' ').slice(0, length);
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');

export const messageId = (ids: OpaqueIds, parts: readonly string[], content: Buffer) =>
  ids.of('message', [...parts, digest(content)].join('\n'));

export interface Arrival {
  readonly item: Item;
  readonly judged: Judged;
}

/** A message from the line. `certificate` is that of the line's other end, null on a plain line. */
export function mllpItem(bytes: Buffer, table: MappingTable, ids: OpaqueIds, certificate: PeerCertificate | null = null): Arrival {
  const arrival = read(bytes, table, ids, false);
  const { source } = arrival.judged;
  const foreign = source && certificateFault(source, certificate);
  return foreign ? apart(arrival, foreign, ids) : arrival;
}

/** A message that was kept, tried again: it was let in when it came. */
export const retriedItem = (bytes: Buffer, table: MappingTable, ids: OpaqueIds): Item => read(bytes, table, ids, true).item;

function read(bytes: Buffer, table: MappingTable, ids: OpaqueIds, retry: boolean): Arrival {
  const judged = judge(bytes, table);
  const { header, source, fault } = judged;
  const application = plain(header?.sendingApplication ?? '', 200);
  const facility = plain(header?.sendingFacility ?? '', 200);
  const item: Item = {
    id: messageId(ids, ['mllp', header?.sendingApplication ?? '', header?.sendingFacility ?? '', header?.controlId ?? ''], bytes),
    transport: 'mllp',
    source: sourceName(source?.sourceId, application, facility),
    sourceId: source?.sourceId ?? null,
    site: source?.site ?? null,
    application,
    facility,
    controlId: header && header.controlId !== '' ? plain(header.controlId, 1000) : null,
    event: judged.event && plain(judged.event, 40),
    status: judged.status,
    fault,
    warnings: judged.warnings,
    answer: answerCode(header, verdictOf(judged.status)),
    persons: judged.persons,
    drafts: judged.drafts,
    unknownUnits: judged.unknownUnits,
    reused: source?.duplicates === 'strict' ? 'quarantine' : 'warn',
    raw: bytes,
    retry,
  };
  return { item, judged };
}

/** A frame that never came whole, or grew too large: kept for an operator to see. */
export const brokenItem = (
  bytes: Buffer,
  code: 'frame-broken' | 'too-large',
  table: MappingTable,
  ids: OpaqueIds,
  certificate: PeerCertificate | null = null,
): Arrival => apart(mllpItem(bytes, table, ids, certificate), code, ids);

/** Kept to be seen and never tried again. It gets an id of its own: the same bytes may come whole, or from the one who may send them. */
function apart({ item, judged }: Arrival, code: 'frame-broken' | 'too-large' | CertificateFault, ids: OpaqueIds): Arrival {
  const foreign = code.startsWith('certificate');
  const status: Status = code === 'frame-broken' ? 'quarantined' : 'refused';
  const fault = faultOf(code, foreign ? 'MSH-3' : null);
  const id = messageId(ids, [foreign ? 'foreign' : 'broken', item.application, item.facility], item.raw);
  const empty = { persons: [], drafts: [], unknownUnits: [] };
  const answer = code === 'frame-broken' ? null : answerCode(judged.header, 'reject');
  // Said in a source's name, but not by it: the source has not been heard from.
  const nobody = foreign ? { sourceId: null, site: null, source: sourceName(undefined, item.application, item.facility) } : {};
  return {
    item: { ...item, ...empty, ...nobody, id, transport: 'broken', status, fault, answer, reused: 'warn' },
    judged: { ...judged, ...empty, status, fault },
  };
}

const sourceName = (sourceId: string | undefined, application: string, facility: string) =>
  sourceId ?? (application === '' && facility === '' ? 'okänd' : `okänd: ${application}/${facility}`.slice(0, 120));
