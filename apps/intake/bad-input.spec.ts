// What odd and broken input gets, on a real connection and a real database: a clear answer, nothing lost, the service stays up, and the reason
// where an operator sees it.
import type { Counter } from 'prom-client';
import { metrics } from '#platform';
import { frame } from './mllp/framer.ts';
import { adt, agda, bror, cilla, type Content } from './testing/adt.ts';
import { runIntake, Sender, told, type RunningIntake } from './testing/running-intake.ts';

let intake: RunningIntake;
let sender: Sender;
beforeAll(async () => {
  intake = await runIntake();
});
afterAll(() => intake.stop());
beforeEach(async () => {
  sender = await Sender.to(intake.port);
});
afterEach(async () => {
  sender.close();
  // Whatever came before, the next sender is served.
  const next = await Sender.to(intake.port);
  next.send(adt('A08', { control: `after-${Math.random()}` }));
  expect(told(await next.answer())).toMatch(/^AA/);
  next.close();
});

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf8 = (text: string) => Buffer.from(text, 'utf8');
const send = async (message: string | Buffer) => {
  sender.send(message);
  return told(await sender.answer());
};
const row = async (controlId: string) =>
  (await intake.rows('select * from intake.message where control_id = $1 order by seq desc', [controlId]))[0]!;
const latest = async () => (await intake.rows('select * from intake.message order by seq desc limit 1'))[0]!;
const factsOf = (controlId: string) =>
  intake.rows(
    `select e.type, e.event->'data' as data, e.occurred_at from intake.event e join intake.message m on m.id = e.event->>'causedBy' where m.control_id = $1 order by e.version`,
    [controlId],
  );
let n = 0;
const fresh = (content: Content = {}, trigger = 'A01') => {
  const control = `x${++n}`;
  return { control, text: adt(trigger, { control, ...content }) };
};

describe('frames', () => {
  it('frame byte by byte', async () => {
    const { control, text } = fresh();
    for (const byte of frame(utf8(text))) sender.write(Buffer.from([byte]));
    expect(told(await sender.answer())).toBe(`AA ${control}`);
  });

  it('a thousand frames in one write: a thousand answers in order', async () => {
    const messages = Array.from({ length: 1000 }, (_, i) =>
      adt('A08', { control: `k${i}`, person: { ...agda, id: `D${i % 20}^^^SLUSS-DEMO` } }),
    );
    sender.send(...messages);
    expect((await sender.answers(1000)).map(told)).toEqual(messages.map((_, i) => `AA k${i}`));
    expect(await intake.rows(`select count(*)::int as n from intake.message where control_id ~ '^k\\d+$'`)).toEqual([{ n: 1000 }]);
  });

  it('FS and CR in separate packets; FS without CR', async () => {
    const one = fresh();
    sender.write(utf8(`\x0b${one.text}\x1c`));
    sender.write(latin1('\r'));
    expect(told(await sender.answer())).toBe(`AA ${one.control}`);
    const two = fresh();
    sender.write(utf8(`\x0b${two.text}\x1c`));
    expect(told(await sender.answer())).toBe(`AA ${two.control}`);
  });

  it('CR only never ends a frame: closed without an answer, and told as broken', async () => {
    const { control, text } = fresh();
    sender.write(latin1(`\x0b${text}\r`));
    sender.socket.end();
    expect(await sender.answer()).toBeNull();
    expect(await row(control)).toMatchObject({ status: 'quarantined', reason_code: 'frame-broken', answer: null });
    expect(await factsOf(control)).toEqual([]);
  });

  it('new start byte before the end of the old frame: first quarantined, second answered', async () => {
    const [one, two] = [fresh(), fresh()];
    sender.write(Buffer.concat([utf8(`\x0b${one.text.slice(0, 120)}`), frame(utf8(two.text))]));
    expect(told(await sender.answer())).toBe(`AA ${two.control}`);
    expect(await row(one.control)).toMatchObject({
      status: 'quarantined',
      reason_code: 'frame-broken',
      reason: 'Meddelandet bröts av innan det var helt.',
    });
  });

  it.each([
    ['HTTP', 'http', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['TLS', 'tls', '\x16\x03\x01\x00\xa5\x01\x0b\x1c\x0d'],
    ['noise', 'noise', 'x'.repeat(5000)],
  ])('%s on the plain port: closed, no answer, and counted', async (_, why, bytes) => {
    const counted = async () => {
      const { values } = await (metrics.getSingleMetric('sluss_mllp_closed_total') as Counter).get();
      return values.find(({ labels }) => labels.why === why)?.value ?? 0;
    };
    const before = await counted();
    sender.write(latin1(bytes));
    expect(await sender.answer()).toBeNull();
    expect(await counted()).toBe(before + 1);
  });

  it('noise before a frame is skipped', async () => {
    const { control, text } = fresh();
    sender.write(Buffer.concat([latin1('\r\nnoise'), frame(utf8(text))]));
    expect(told(await sender.answer())).toBe(`AA ${control}`);
  });
});

describe('what is not HL7', () => {
  it.each([
    ['empty frame', ''],
    ['words', 'HELLO WORLD'],
    ['XML-encoded HL7', '<ADT_A01 xmlns="urn:hl7-org:v2xml"><MSH/></ADT_A01>'],
    ['JSON', '{"resourceType":"Patient"}'],
    ['MSH too short', 'MSH|^~\\&|REFADT'],
    ['repeated delimiters', 'MSH|^^\\&|REFADT|HSH|||2026||ADT^A01|1|P|2.5'],
    ['MSH-2 missing', 'MSH||REFADT|HSH|||2026||ADT^A01|1|P|2.5'],
    ['delimiters that are letters', 'MSHA^~\\&AREFADTAHSHAAA2026AAADT^A01A1APA2.5'],
  ])('%s: AR with ERR, raw bytes kept', async (_, text) => {
    sender.send(text);
    const answer = await sender.answer();
    expect(answer).toMatch(/\rMSA\|AR\|/);
    expect(answer).toMatch(/\rERR\|/);
    expect(await latest()).toMatchObject({ status: 'refused', answer: 'AR' });
    expect((await latest()).raw).not.toBeNull();
  });

  it('three in a row end the connection', async () => {
    sender.send('one', 'two', 'three');
    expect((await sender.answers(3)).map((a) => told(a).slice(0, 2))).toEqual(['AR', 'AR', 'AR']);
    await sender.closed();
  });
});

describe('headers that are odd but readable', () => {
  it.each([
    ['lower-case msh', (t: string) => t.replace('MSH', 'msh'), 'msh-lower-case'],
    ['byte-order mark', (t: string) => `\ufeff${t}`, 'byte-order-mark'],
    ['leading blank lines', (t: string) => `\r\n\r\n${t}`, 'leading-blank-lines'],
    ['LF ends', (t: string) => t.replaceAll('\r', '\n'), 'line-feed-ends'],
    ['CRLF ends', (t: string) => t.replaceAll('\r', '\r\n'), 'line-feed-ends'],
    ['mixed ends', (t: string) => t.replace('\r', '\n').replace(/\r$/, '\r\n'), 'line-feed-ends'],
  ])('%s: read, with a warning', async (_, spoil, warning) => {
    const { control, text } = fresh();
    expect(await send(spoil(text))).toBe(`AA ${control}`);
    expect((await row(control)).warnings).toContain(warning);
    expect((await factsOf(control)).map((f) => f.type)).toEqual(['PatientAdmitted', 'PersonStated']);
  });

  it('control id: empty is refused, any other is echoed exactly', async () => {
    expect(await send(adt('A01', { MSH: { 10: '' } }))).toBe('AR ');
    for (const id of ['Z'.repeat(500), 'a^b', 'a\\T\\b', 'ÅÄÖ'])
      expect(await send(adt('A01', { control: id }))).toBe(`AA ${Buffer.from(id, 'utf8').toString('latin1')}`);
  });

  it('own delimiters are read and answered in kind', async () => {
    const text = adt('A01', { control: 'own' }).replaceAll('|', '#').replace('^~\\&', '!*%$').replaceAll('^', '!').replaceAll('&', '$');
    sender.send(text);
    const answer = await sender.answer();
    expect(answer).toMatch(/^MSH#!\*%\$#SLUSS#HALLAND#REFADT#HSH#/);
    expect(answer).toContain('\rMSA#AA#own');
    expect((await factsOf('own')).map((f) => f.type)).toContain('PatientAdmitted');
  });

  it.each(['T', 'D', ''])('processing id %j is not served here: AR', async (id) => {
    const { control, text } = fresh({ MSH: { 11: id } });
    expect(await send(text)).toBe(`AR ${control}`);
    expect(await row(control)).toMatchObject({ status: 'refused', reason_code: 'processing-not-served' });
  });

  it.each(['2.1', '2.9', '3.0', ''])('version %j is not served: AR', async (version) => {
    const { control, text } = fresh({ MSH: { 12: version } });
    expect(await send(text)).toBe(`AR ${control}`);
  });

  it('an unknown sender, and a message that is no ADT: AR', async () => {
    const unknown = fresh({ MSH: { 3: 'OKÄND' } });
    expect(await send(unknown.text)).toBe(`AR ${unknown.control}`);
    expect(await row(unknown.control)).toMatchObject({ reason_code: 'source-unknown' });
    const oru = fresh({ MSH: { 9: 'ORU^R01' } });
    expect(await send(oru.text)).toBe(`AR ${oru.control}`);
  });
});

describe('same control id', () => {
  it('with the same content: AA, no effect; with other content: processed and warned', async () => {
    const one = adt('A01', { control: 'same' });
    expect([await send(one), await send(one), await send(adt('A02', { control: 'same' }))]).toEqual(['AA same', 'AA same', 'AA same']);
    expect(await intake.rows(`select event, duplicates, warnings from intake.message where control_id = 'same' order by seq`)).toEqual([
      { event: 'ADT^A01', duplicates: 1, warnings: [] },
      { event: 'ADT^A02', duplicates: 0, warnings: ['control-id-reused'] },
    ]);
  });
});

describe('character sets', () => {
  const named = (family: string, charset: string) => fresh({ person: { ...agda, name: family }, MSH: { 18: charset } });
  it.each([
    ['UNICODE UTF-8', 'utf8'],
    ['8859/1', 'latin1'],
    ['', 'latin1'],
  ] as const)('%j is read', async (charset, encoding) => {
    const { control, text } = named('Åäö', charset);
    expect(await send(Buffer.from(text, encoding))).toBe(`AA ${control}`);
  });

  it('8859/15 has a euro sign and Š', async () => {
    const { control, text } = named('\xa4\xa6', '8859/15');
    expect(await send(latin1(text))).toBe(`AA ${control}`);
  });

  it.each([
    ['8859/1 with UTF-8 bytes', '8859/1', Buffer.from('Åström', 'utf8'), 'charset-mismatch'],
    ['UTF-8 with 8859/1 bytes', 'UNICODE UTF-8', latin1('Åström'), 'invalid-bytes'],
    ['invalid UTF-8', 'UTF-8', Buffer.from([0xc3, 0x28]), 'invalid-bytes'],
    ['ASCII with other letters', 'ASCII', latin1('Å'), 'invalid-bytes'],
    ['8859/1 with control bytes', '8859/1', Buffer.from([0x85, 0x41]), 'invalid-bytes'],
    ['unknown set', 'KLINGON', latin1('A'), 'charset-unknown'],
    ['a NUL', 'UTF-8', Buffer.from([0x41, 0, 0x42]), 'invalid-bytes'],
  ])('%s: AE and quarantine', async (_, charset, family, code) => {
    const { control, text } = named('NAME', charset);
    const [before, after] = text.split('NAME');
    expect(await send(Buffer.concat([latin1(before!), family, latin1(after!)]))).toBe(`AE ${control}`);
    expect(await row(control)).toMatchObject({ status: 'quarantined', reason_code: code });
    expect(await factsOf(control)).toEqual([]);
  });
});

describe('who the message is about', () => {
  it.each<[string, Content, string]>([
    ['PID missing', { PID: null }, 'pid-missing'],
    ['two PID', { more: [`PID|2||${bror.id}`] }, 'several-persons'],
    ['PID-3 empty', { PID: { 3: '' } }, 'person-number-missing'],
    ['PID-3 deleted', { PID: { 3: '""' } }, 'person-number-missing'],
    ['twenty numbers', { PID: { 3: Array.from({ length: 20 }, (_, i) => `M${i}^^^MRN`).join('~') } }, 'too-many-numbers'],
    ['two different people', { PID: { 3: `${agda.id}~${cilla.id}` } }, 'several-persons'],
  ])('%s: AE and quarantine', async (_, content, code) => {
    const { control, text } = fresh(content);
    expect(await send(text)).toBe(`AE ${control}`);
    expect(await row(control)).toMatchObject({ status: 'quarantined', reason_code: code });
  });
});

describe('where the patient is', () => {
  it('PV1 missing, class unknown, ward unknown: accepted and listed, not lost', async () => {
    const none = fresh({ PV1: null });
    expect(await send(none.text)).toBe(`AA ${none.control}`);
    expect((await factsOf(none.control))[0]).toMatchObject({
      type: 'PatientAdmitted',
      data: { location: { facility: 'HSH', unit: null }, visitId: null },
    });
    const odd = fresh({ ward: 'AVD99^^7^HSH', PV1: { 2: 'Q' } });
    expect(await send(odd.text)).toBe(`AA ${odd.control}`);
    expect((await factsOf(odd.control))[0]).toMatchObject({
      data: { visitClass: 'inpatient', location: { unit: null, sourceUnit: 'AVD99', bed: '7' } },
    });
    expect((await row(odd.control)).warnings).toEqual(expect.arrayContaining(['ward-unknown', 'class-unknown']));
    expect(await intake.rows(`select code, messages from intake.unknown_unit order by code`)).toEqual([
      { code: '-', messages: 1 },
      { code: 'AVD99', messages: 1 },
    ]);
  });
});

describe('expected discharge', () => {
  const expected = async (text: string, more: Content = {}) => {
    const message = fresh({ PV2: { 9: text }, ...more }, 'A08');
    expect(await send(message.text)).toBe(`AA ${message.control}`);
    return {
      facts: (await factsOf(message.control)).filter((f) => f.type !== 'PersonStated'),
      warnings: (await row(message.control)).warnings,
    };
  };
  it('in the past: told, with a warning', async () => {
    expect(await expected('202611010900')).toMatchObject({
      facts: [{ type: 'ExpectedDischargeSet', data: { expectedAt: '2026-11-01T08:00:00.000Z' } }],
      warnings: ['expected-discharge-past'],
    });
  });
  it('before admission or in the year 2999: not used, with a warning', async () => {
    expect(await expected('20261105', { PV1: { 44: '20261109120000' } })).toMatchObject({
      facts: [],
      warnings: expect.arrayContaining(['expected-discharge-before-admission']),
    });
    expect(await expected('29990101')).toMatchObject({ facts: [], warnings: ['time-unreadable:PV2-9'] });
  });
  it('deleted by two quotes: cleared', async () => {
    expect(await expected('""')).toMatchObject({ facts: [{ type: 'ExpectedDischargeCleared' }] });
  });
  it('only a date: the middle of that day', async () => {
    expect(await expected('20261114')).toMatchObject({
      facts: [{ data: { expectedAt: '2026-11-14T11:00:00.000Z' } }],
      warnings: ['date-only'],
    });
  });
});

describe('gaps in the story', () => {
  it.each(['A03', 'A13', 'A12', 'A22', 'A25', 'A02'])(
    '%s without what should have come before: AA, and its fact is told',
    async (trigger) => {
      const message = fresh({ visit: `gap-${trigger}` }, trigger);
      expect(await send(message.text)).toBe(`AA ${message.control}`);
      expect(await factsOf(message.control)).not.toEqual([]);
    },
  );

  it('an A12 twice: AA both times, and the second is told as a fact of its own time', async () => {
    const visit = 'twice-back';
    const controls: string[] = [];
    for (const [trigger, at] of [
      ['A01', '20261110080000'],
      ['A02', '20261110090000'],
      ['A12', '20261110100000'],
      ['A12', '20261110101500'],
    ] as const) {
      const message = fresh({ visit, at }, trigger);
      controls.push(message.control);
      expect(await send(message.text)).toBe(`AA ${message.control}`);
    }
    const back = await Promise.all(controls.slice(2).map(factsOf));
    expect(back.map(([fact]) => [fact!.type, fact!.occurred_at])).toEqual([
      ['TransferCancelled', new Date('2026-11-10T09:00:00Z')],
      ['TransferCancelled', new Date('2026-11-10T09:15:00Z')],
    ]);
  });
});

describe('large and strange content', () => {
  it('Z-segments, unknown segments and 500 OBX are borne', async () => {
    const more = ['ZZZ|1|2', 'QQQ|odd', ...Array.from({ length: 500 }, (_, i) => `OBX|${i}|TX|||${'x'.repeat(100)}`)];
    const message = fresh({ more });
    expect(await send(message.text)).toBe(`AA ${message.control}`);
  });

  it('an escape bomb is read in a moment and told as it stands', async () => {
    const message = fresh({ PID: { 5: `\\X${'41'.repeat(500_000)}\\^${'\\'.repeat(100_000)}` } });
    const before = performance.now();
    expect(await send(message.text)).toBe(`AA ${message.control}`);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('five megabytes: AR at the limit, and the connection ends', async () => {
    const message = fresh({ more: [`OBX|1|ED|||${'QUJD'.repeat(1_300_000)}`] });
    sender.send(message.text);
    expect(told(await sender.answer())).toBe(`AR ${message.control}`);
    await sender.closed();
    expect(await row(message.control)).toMatchObject({ status: 'refused', reason_code: 'too-large' });
  });
});

describe('batches', () => {
  const batch = (messages: readonly string[], stated: number) =>
    `FHS|^~\\&|REFADT|HSH\rBHS|^~\\&|REFADT|HSH|SLUSS|HALLAND|20261110||||b1\r${messages.join('')}BTS|${stated}\rFTS|1\r`;
  it('one broken message among a thousand: 999 applied, one put aside, counts told', async () => {
    const messages = Array.from({ length: 1000 }, (_, i) =>
      adt('A08', { control: `b${i}`, person: { ...agda, id: `D${i % 10}^^^SLUSS-DEMO` }, ...(i === 500 ? { PID: null } : {}) }),
    );
    sender.send(batch(messages, 1000));
    const answer = (await sender.answer())!;
    expect(answer.match(/\rMSA\|AA\|/g)).toHaveLength(999);
    expect(answer.match(/\rMSA\|AE\|b500/g)).toHaveLength(1);
    expect(answer).toMatch(/\rBTS\|1000\|999 mottagna, 1 ej mottagna\r$/);
    expect(await row('b500')).toMatchObject({ status: 'quarantined' });
  });
  it('wrong counts are told, and the messages applied all the same', async () => {
    sender.send(batch([adt('A08', { control: 'w1' }), adt('A08', { control: 'w2' })], 7));
    expect(await sender.answer()).toMatch(/\rBTS\|2\|2 mottagna, 0 ej mottagna, fel antal \(BTS-1 7, 2\)\r$/);
  });
});

describe('many and silent connections', () => {
  it('two hundred from one address: the most silent give way to the new, and those that speak are served', async () => {
    const idle = await Promise.all(Array.from({ length: 200 }, () => Sender.to(intake.port)));
    const { control, text } = fresh();
    expect(await send(text)).toBe(`AA ${control}`);
    await Promise.all(idle.slice(0, 70).map((s) => s.closed()));
    const late = fresh();
    idle.at(-1)!.send(late.text);
    expect(told(await idle.at(-1)!.answer())).toBe(`AA ${late.control}`);
    for (const s of idle) s.close();
    await Promise.all(idle.map((s) => s.closed()));
  });
});

describe('times', () => {
  it('an hour that does not exist and one that comes twice follow the rule and are flagged', async () => {
    const spring = fresh({ at: '20260329023000' });
    expect(await send(spring.text)).toBe(`AA ${spring.control}`);
    expect((await factsOf(spring.control))[0]!.occurred_at).toEqual(new Date('2026-03-29T01:30:00Z'));
    expect((await row(spring.control)).warnings).toContain('missing-hour');
    const autumn = fresh({ at: '20261025023000' });
    expect(await send(autumn.text)).toBe(`AA ${autumn.control}`);
    expect((await factsOf(autumn.control))[0]!.occurred_at).toEqual(new Date('2026-10-25T00:30:00Z'));
    expect((await row(autumn.control)).warnings).toContain('ambiguous-hour');
  });
  it.each(['20261310120000', '20261110083000+9999', 'yesterday', '20260230'])('%s cannot be read: AE', async (at) => {
    const message = fresh({ EVN: { 2: at } });
    expect(await send(message.text)).toBe(`AE ${message.control}`);
    expect(await row(message.control)).toMatchObject({ reason_code: 'time-unreadable' });
  });
});
