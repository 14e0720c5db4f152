import { Buffer } from 'node:buffer';
import { countFault, readBatch } from './batch.ts';
import { charsetOf, decode, encode } from './charset.ts';
import { unescape } from './escape.ts';
import { first, parseMessage } from './message.ts';
import { formatTime, parseTime } from './time.ts';

const d = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };

describe('times', () => {
  const instant = (text: string) => {
    const time = parseTime(text);
    return time.ok ? [time.instant, ...time.flags] : 'unreadable';
  };
  it.each<[string, string | string[]]>([
    ['20261110083000', ['2026-11-10T07:30:00.000Z']],
    ['202607010830', ['2026-07-01T06:30:00.000Z']],
    ['2026070108', ['2026-07-01T06:00:00.000Z']],
    ['20261110083000.1234', ['2026-11-10T07:30:00.123Z']],
    ['20261110083000-0500', ['2026-11-10T13:30:00.000Z']],
    ['20240229', ['2024-02-28T23:00:00.000Z', 'date-only']],
    ['20260329015959', ['2026-03-29T00:59:59.000Z']],
    ['20260329023000', ['2026-03-29T01:30:00.000Z', 'missing-hour']],
    ['20260329030000', ['2026-03-29T01:00:00.000Z']],
    ['20261025015959', ['2026-10-24T23:59:59.000Z']],
    ['20261025023000', ['2026-10-25T00:30:00.000Z', 'ambiguous-hour']],
    ['20261025030000', ['2026-10-25T02:00:00.000Z']],
    ['20230229', 'unreadable'],
    ['20261310', 'unreadable'],
    ['20261110240000', 'unreadable'],
    ['20261110083000+9999', 'unreadable'],
    ['00010101', 'unreadable'],
    ['2026-11-10', 'unreadable'],
    ['', 'unreadable'],
  ])('%s', (text, expected) => expect(instant(text)).toEqual(expected));

  it('are written with their offset', () => {
    expect(formatTime(new Date('2026-07-01T06:30:00Z'))).toBe('20260701083000+0200');
    expect(formatTime(new Date('2026-12-31T23:30:00Z'))).toBe('20270101003000+0100');
  });
});

describe('escapes', () => {
  it.each([
    ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\', 'a|b^c&d~e\\'],
    ['\\X41\\\\X42\\', 'AB'],
    ['a\\.br\\b', 'a\nb'],
    ['\\H\\bold\\N\\', 'bold'],
    ['\\Zx\\ \\C2842\\', '\\Zx\\ \\C2842\\'],
    ['\\X4\\ \\XFF\\ \\X\\', '\\X4\\ \\XFF\\ \\X\\'],
    ['C:\\temp', 'C:\\temp'],
    ['\\\\F\\', '\\|'],
  ])('%j', (text, plain) => expect(unescape(text, d)).toBe(plain));
});

describe('character sets', () => {
  it('are told by the first repetition of MSH-18, or by the source when it is empty', () => {
    expect(charsetOf('unicode utf-8~8859/1', '~', 'ascii')).toBe('utf-8');
    expect(charsetOf('', '~', '8859-15')).toBe('8859-15');
    expect(charsetOf('GB 18030', '~', 'ascii')).toBeNull();
  });
  it('of 8859/15 have the euro sign where 8859/1 has another', () => {
    expect(decode(Buffer.from([0xa4, 0xbd]), '8859-15')).toEqual({ ok: true, text: '€œ' });
    expect(decode(Buffer.from([0xa4, 0xbd]), '8859-1')).toEqual({ ok: true, text: '¤½' });
    expect([...encode('€Å', '8859-15')]).toEqual([0xa4, 0xc5]);
  });
});

describe('segments', () => {
  const message = parseMessage('MSH|^~\\&|A\rPID|||1^^^X&Y~2||Ek^Åsa|""\rZZZ|x\n\rstray text\rPV1', d);
  it('are read whatever they are, and odd lines are left out with a warning', () => {
    expect(message.segments.map((s) => s.name)).toEqual(['MSH', 'PID', 'ZZZ', 'PV1']);
    expect(message.warnings).toEqual(['line-feed-ends', 'stray-line']);
  });
  it('tell fields, repetitions, components and subcomponents', () => {
    const pid = first(message, 'PID')!;
    expect([pid.value(3), pid.value(3, 4, 2), pid.repetitions(3), pid.value(5, 2), pid.value(99)]).toEqual([
      '1',
      'Y',
      ['1^^^X&Y', '2'],
      'Åsa',
      '',
    ]);
    expect([pid.deletes(6), pid.value(6), pid.deletes(7)]).toEqual([true, '', false]);
    expect(first(message, 'MSH')!.raw(3)).toBe('A');
  });
});

describe('batches', () => {
  const batch = (text: string) => readBatch(Buffer.from(text, 'latin1'))!;
  it('hold messages cut at MSH, and what has lost its head', () => {
    const read = batch('BHS|^~\\&|A|B\rPID|lost\rMSH|1\rPID|1\rMSH|2\rBTS|3\r');
    expect([read.messages.map(String), read.strays.map(String), countFault(read)]).toEqual([['MSH|1\rPID|1', 'MSH|2'], ['PID|lost'], null]);
  });
  it('tell when their counts are wrong', () => {
    expect(countFault(batch('BHS|^~\\&\rMSH|1\rBTS|2\r'))).toBe('BTS-1 2, 1');
    expect(countFault(batch('FHS|^~\\&\rBHS|^~\\&\rMSH|1\rBTS|1\rFTS|3\r'))).toBe('FTS-1 3, 1');
  });
  it('are not what a single message is', () => expect(readBatch(Buffer.from('MSH|^~\\&'))).toBeNull());
});
