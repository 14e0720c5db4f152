// Writes acknowledgements. Original mode gives one (AA, AE, AR); enhanced mode, asked for by MSH-15 or MSH-16, first says whether the message
// is safely stored (CA, CE, CR) and then what became of it. Everything echoed is echoed byte for byte.
import { Buffer } from 'node:buffer';
import type * as z from 'zod';
import type { AckCode as AckCodeSchema } from '#contracts';
import { encode, type Charset } from '../hl7/charset.ts';
import type { Header } from '../hl7/header.ts';
import { formatTime } from '../hl7/time.ts';

export type AckCode = z.infer<typeof AckCodeSchema>;
export type Verdict = 'accept' | 'error' | 'reject';

export interface Fault {
  readonly code: string;
  /** Where in the message: `PID-3`, or null. */
  readonly at: string | null;
  /** In plain words. */
  readonly text: string;
}

export interface Reply {
  /** Null when MSH could not be read: MSA-2 is then empty. */
  readonly header: Header | null;
  readonly charset: Charset;
  readonly verdict: Verdict;
  readonly fault: Fault | null;
  /** MSH-10 of the answer. */
  readonly id: string;
  readonly now: Date;
}

const original = { accept: 'AA', error: 'AE', reject: 'AR' } as const;
const enhanced = { accept: 'CA', error: 'CE', reject: 'CR' } as const;

export const isEnhanced = (header: Header | null) => header !== null && (header.acceptAck !== '' || header.applicationAck !== '');

/** The code that is kept with the message: the first one the sender gets, or would get had it asked. */
export const answerCode = (header: Header | null, verdict: Verdict): AckCode => (isEnhanced(header) ? enhanced : original)[verdict];

/** The messages to send, in order; none when the sender wants none. */
export function acknowledge(reply: Reply): Buffer[] {
  const { header, verdict } = reply;
  if (!isEnhanced(header)) return [write(reply, original[verdict], reply.id)];
  const answers: Buffer[] = [];
  if (wanted(header!.acceptAck, verdict)) answers.push(write(reply, enhanced[verdict], reply.id));
  if (wanted(header!.applicationAck, verdict)) answers.push(write(reply, original[verdict], `${reply.id}A`));
  return answers;
}

/** AL always, NE never, ER on error or reject, SU on success; a field left empty beside a filled one means never. */
function wanted(condition: string, verdict: Verdict): boolean {
  if (condition === 'AL') return true;
  if (condition === 'ER') return verdict !== 'accept';
  return condition === 'SU' && verdict === 'accept';
}

/** HL7 table 0357 and its names, by what went wrong. */
const condition: Record<Verdict, string> = {
  accept: '0^Message accepted^HL70357',
  error: '207^Application internal error^HL70357',
  reject: '207^Application internal error^HL70357',
};
const conditions: Record<string, string> = {
  'pid-missing': '100^Segment sequence error^HL70357',
  'person-number-missing': '101^Required field missing^HL70357',
  'no-control-id': '101^Required field missing^HL70357',
  'time-missing': '101^Required field missing^HL70357',
  'time-unreadable': '102^Data type error^HL70357',
  'type-not-served': '200^Unsupported message type^HL70357',
  'event-not-served': '201^Unsupported event code^HL70357',
  'processing-not-served': '202^Unsupported processing id^HL70357',
  'version-not-served': '203^Unsupported version id^HL70357',
  'control-id-reused': '205^Duplicate key identifier^HL70357',
};

function write(reply: Reply, code: AckCode, id: string): Buffer {
  const h = reply.header;
  const d = h?.delimiters ?? { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };
  const f = d.field;
  const standard = (text: string) => (d.component === '^' ? text : text.replaceAll('^', d.component));
  const own = (text: string) => encode(escapeText(text, d), reply.charset).toString('latin1');
  const msh = [
    `MSH${f}${h?.encodingCharacters ?? '^~\\&'}`,
    h?.receivingApplication || 'SLUSS',
    h?.receivingFacility ?? '',
    h?.sendingApplication ?? '',
    h?.sendingFacility ?? '',
    formatTime(reply.now),
    '',
    standard(h?.trigger ? `ACK^${h.trigger}^ACK` : 'ACK'),
    id,
    h?.processingId || 'P',
    h?.version || '2.5',
    '',
    '',
    '',
    '',
    '',
    h?.charset ?? '',
  ];
  const segments = [msh.join(f), ['MSA', code, h?.controlId ?? '', ...(reply.fault ? [own(reply.fault.text)] : [])].join(f)];
  if (reply.fault) {
    const { at, code: reason, text } = reply.fault;
    const location = at === null ? '' : standard(at.replace('-', '^1^'));
    const severity = reply.verdict === 'accept' ? 'W' : 'E';
    segments.push(
      ['ERR', '', location, standard(conditions[reason] ?? condition[reply.verdict]), severity, own(reason), '', '', own(text)].join(f),
    );
  }
  return Buffer.from(`${segments.join('\r')}\r`, 'latin1');
}

function escapeText(text: string, d: Header['delimiters']): string {
  const codes = new Map([
    [d.escape, 'E'],
    [d.field, 'F'],
    [d.component, 'S'],
    [d.repetition, 'R'],
    [d.subcomponent, 'T'],
  ]);
  return [...text.replace(/[\r\n]+/g, ' ')].map((c) => (codes.has(c) ? `${d.escape}${codes.get(c)!}${d.escape}` : c)).join('');
}

/** The answer to a batch: one acknowledgement per message between a head and a count. */
export function batchAnswer(head: string, answers: readonly Buffer[], comment: string, now: Date): Buffer {
  const f = head[3] ?? '|';
  const fields = head.split(f);
  const back = [
    `BHS${f}${fields[1] ?? '^~\\&'}`,
    fields[4] ?? '',
    fields[5] ?? '',
    fields[2] ?? '',
    fields[3] ?? '',
    formatTime(now),
    '',
    '',
    '',
    '',
    fields[10] ?? '',
  ];
  const bts = `BTS${f}${answers.length}${f}${comment}\r`;
  return Buffer.concat([Buffer.from(`${back.join(f)}\r`, 'latin1'), ...answers, Buffer.from(bts, 'latin1')]);
}
