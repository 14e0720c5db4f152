// The HL7 batch protocol inside one frame: FHS, BHS, messages, BTS, FTS. Cut on bytes, so that each message keeps its own character set.
import type { Buffer } from 'node:buffer';

export interface Batch {
  /** BHS (or FHS) as written, to answer with. */
  readonly head: string;
  readonly messages: readonly Buffer[];
  /** BTS-1 and FTS-1 as stated; null when absent. FTS counts batches. */
  readonly statedMessages: number | null;
  readonly statedBatches: number | null;
  readonly batches: number;
  /** Segments before the first MSH of a batch: a message that lost its head. */
  readonly strays: readonly Buffer[];
}

const starts = (line: Buffer, name: string) => line.length > 3 && line.toString('latin1', 0, 3).toUpperCase() === name;

/** Null when the bytes are no batch. */
export function readBatch(bytes: Buffer): Batch | null {
  const first = bytes.toString('latin1', 0, 16).replace(/^(?:ï»¿)?[\r\n \t]*/, '');
  if (!/^(?:FHS|BHS)/i.test(first)) return null;
  const messages: Buffer[] = [];
  const strays: Buffer[] = [];
  const state = { head: '', statedMessages: null as number | null, statedBatches: null as number | null, batches: 0 };
  let open: { from: number; to: number; stray: boolean } | null = null;
  const close = () => {
    if (open) (open.stray ? strays : messages).push(bytes.subarray(open.from, open.to));
    open = null;
  };
  for (const { from, to } of lines(bytes)) {
    const line = bytes.subarray(from, to);
    const envelope = ['FHS', 'BHS', 'BTS', 'FTS'].find((name) => starts(line, name));
    if (envelope) {
      close();
      noteEnvelope(envelope, line.toString('latin1'), state);
    } else if (starts(line, 'MSH')) {
      close();
      open = { from, to, stray: false };
    } else if (open) (open as { to: number }).to = to;
    else if (line.toString('latin1').trim() !== '') open = { from, to, stray: true };
  }
  close();
  return { ...state, messages, strays };
}

function noteEnvelope(
  name: string,
  line: string,
  state: { head: string; statedMessages: number | null; statedBatches: number | null; batches: number },
) {
  const count = () => {
    const stated = line.split(line[3]!)[1]?.trim() ?? '';
    return /^\d{1,9}$/.test(stated) ? Number(stated) : null;
  };
  if (name === 'BHS') {
    state.batches++;
    state.head = line;
  } else if (name === 'FHS') state.head ||= line;
  else if (name === 'BTS') state.statedMessages = add(state.statedMessages, count());
  else state.statedBatches = count();
}

const add = (sum: number | null, n: number | null) => (n === null ? sum : (sum ?? 0) + n);

function* lines(bytes: Buffer): Generator<{ from: number; to: number }> {
  let from = 0;
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && bytes[i] !== 0x0d && bytes[i] !== 0x0a) continue;
    if (i > from) yield { from, to: i };
    from = i + 1;
  }
}

/** What the counts of the envelope got wrong, or null. */
export function countFault(batch: Batch): string | null {
  const found = batch.messages.length + batch.strays.length;
  if (batch.statedMessages !== null && batch.statedMessages !== found) return `BTS-1 ${batch.statedMessages}, ${found}`;
  const batches = Math.max(batch.batches, 1);
  if (batch.statedBatches !== null && batch.statedBatches !== batches) return `FTS-1 ${batch.statedBatches}, ${batches}`;
  return null;
}
