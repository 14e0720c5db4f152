import { readHeader } from '../hl7/header.ts';
import { adt, utf8 } from '../testing/adt.ts';
import { acknowledge, answerCode, type Verdict } from './ack.ts';

const now = new Date('2026-11-10T08:00:00.000Z');
const header = (acceptAck: string, applicationAck: string, more: Record<number, string> = {}) => {
  const read = readHeader(utf8(adt('A01', { control: 'c1', MSH: { 15: acceptAck, 16: applicationAck, ...more } })));
  if (!read.ok) throw new Error(read.fault);
  return read.header;
};
const fault = { code: 'pid-missing', at: 'PID-3', text: 'Åldrig | aldrig' };
const codes = (accept: string, application: string, verdict: Verdict) =>
  acknowledge({ header: header(accept, application), charset: 'utf-8', verdict, fault: verdict === 'accept' ? null : fault, id: 'a1', now })
    .map((m) => /\rMSA\|(..)\|c1/.exec(m.toString())![1])
    .join(' ');

describe('which acknowledgements are sent', () => {
  it.each<[string, string, string, string, string]>([
    ['', '', 'AA', 'AE', 'AR'],
    ['AL', 'AL', 'CA AA', 'CE AE', 'CR AR'],
    ['AL', 'NE', 'CA', 'CE', 'CR'],
    ['AL', '', 'CA', 'CE', 'CR'],
    ['NE', 'AL', 'AA', 'AE', 'AR'],
    ['', 'AL', 'AA', 'AE', 'AR'],
    ['NE', 'NE', '', '', ''],
    ['ER', 'ER', '', 'CE AE', 'CR AR'],
    ['SU', 'SU', 'CA AA', '', ''],
    ['AL', 'ER', 'CA', 'CE AE', 'CR AR'],
  ])('MSH-15 %j and MSH-16 %j: %j, %j, %j', (accept, application, ...expected) => {
    expect((['accept', 'error', 'reject'] as const).map((verdict) => codes(accept, application, verdict))).toEqual(expected);
  });

  it('keeps the code of the mode', () => {
    expect([answerCode(header('', ''), 'error'), answerCode(header('AL', ''), 'error'), answerCode(null, 'reject')]).toEqual([
      'AE',
      'CE',
      'AR',
    ]);
  });
});

describe('what an acknowledgement says', () => {
  const text = (verdict: Verdict, charset: 'utf-8' | '8859-1' | 'ascii' = 'utf-8') =>
    acknowledge({
      header: header('', '', { 12: '2.4', 18: '8859/1' }),
      charset,
      verdict,
      fault: verdict === 'accept' ? null : fault,
      id: 'a1',
      now,
    })[0]!;

  it('goes back to the sender, in the version and character set of the message', () => {
    expect(text('accept').toString()).toBe(
      'MSH|^~\\&|SLUSS|HALLAND|REFADT|HSH|20261110090000+0100||ACK^A01^ACK|a1|P|2.4||||||8859/1\rMSA|AA|c1\r',
    );
  });

  it('tells where and why in plain words, with its own delimiters escaped', () => {
    expect(text('error').toString()).toContain('\rERR||PID^1^3|100^Segment sequence error^HL70357|E|pid-missing|||Åldrig \\F\\ aldrig\r');
  });

  it('is written in the set of the message, and without marks where the set has none', () => {
    expect(text('error', '8859-1').toString('latin1')).toContain('Åldrig');
    expect(text('error', 'ascii').toString('latin1')).toContain('Aldrig');
  });

  it('has an empty MSA-2 when MSH could not be read', () => {
    const answer = acknowledge({
      header: null,
      charset: 'utf-8',
      verdict: 'reject',
      fault: { ...fault, at: null },
      id: 'a1',
      now,
    })[0]!.toString();
    expect(answer).toMatch(/^MSH\|\^~\\&\|SLUSS\|\|\|\|20261110090000\+0100\|\|ACK\|a1\|P\|2\.5/);
    expect(answer).toContain('\rMSA|AR||');
  });
});
