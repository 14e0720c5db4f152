import { adt, agda, bror, cilla } from './testing/adt.ts';
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
afterEach(() => sender.close());

const send = async (message: string | Buffer) => {
  sender.send(message);
  return told(await sender.answer());
};
const row = async (controlId: string) =>
  (await intake.rows('select * from intake.message where control_id = $1 order by seq', [controlId]))[0]!;
const factsOf = (controlId: string) =>
  intake.rows(
    `select e.type, e.key, e.event->'data' as data from intake.event e join intake.message m on m.id = e.event->>'causedBy' where m.control_id = $1 order by e.version`,
    [controlId],
  );

describe('a message that is taken in', () => {
  it('is stored with its facts and their way out, and only then acknowledged', async () => {
    expect(await send(adt('A01', { control: 'first' }))).toBe('AA first');
    expect(await row('first')).toMatchObject({
      status: 'stored',
      event: 'ADT^A01',
      source: 'hsh-adt',
      answer: 'AA',
      reason: null,
      duplicates: 0,
    });
    expect((await factsOf('first')).map((f) => f.type)).toEqual(['PatientAdmitted', 'PersonStated']);
    expect(
      await intake.rows(
        `select count(*)::int as n from intake.outbox o join intake.event e using (stream, version) where e.event->>'causedBy' = $1`,
        [(await row('first')).id],
      ),
    ).toEqual([{ n: 2 }]);
  });

  it('is kept sealed, and nobody can be found in what is kept', async () => {
    await send(adt('A01', { control: 'sealed' }));
    const raw = (await row('sealed')).raw as Buffer;
    expect(raw.includes('Testsson')).toBe(false);
    const everything = await intake.rows(
      `select m::text as t from intake.message m union all select e::text from intake.event e union all select o::text from intake.outbox o`,
    );
    expect(everything.map((r) => r.t).join('\n')).not.toMatch(/Testsson|191212121212|Storgatan|V100/);
  });

  it('the same person and visit have the same opaque ids in every message', async () => {
    await send(adt('A01', { control: 'p1', visit: 'V7' }));
    await send(adt('A02', { control: 'p2', visit: 'V7', ward: 'AVD12^^^HSH' }));
    const [one, two] = [(await factsOf('p1'))[0]!, (await factsOf('p2'))[0]!];
    expect(one.key).toBe(two.key);
    expect((one.data as { visitId: string }).visitId).toBe((two.data as { visitId: string }).visitId);
    expect((one.data as { visitId: string }).visitId).toMatch(/^v-[0-9a-f]{24}$/);
  });

  it('tells that the source was heard, once a minute', async () => {
    await send(adt('A08', { control: 'h1' }));
    await send(adt('A08', { control: 'h2' }));
    intake.clock.advance(60_000);
    await send(adt('A08', { control: 'h3' }));
    expect(await intake.rows(`select count(*)::int as n from intake.event where type = 'SourceHeard' and key = 'hsh-adt'`)).toEqual([
      { n: 2 },
    ]);
  });
});

describe('a message that comes again', () => {
  it('has the same answer and no second effect, and counts on the first row', async () => {
    const message = adt('A01', { control: 'again' });
    expect(await send(message)).toBe('AA again');
    expect(await send(message)).toBe('AA again');
    expect(await intake.rows(`select status, duplicates from intake.message where control_id = 'again'`)).toEqual([
      { status: 'stored', duplicates: 1 },
    ]);
    expect(await factsOf('again')).toHaveLength(2);
  });

  it('many times in one write still has one effect', async () => {
    const message = adt('A01', { control: 'burst' });
    sender.send(...Array.from({ length: 50 }, () => message));
    expect((await sender.answers(50)).map(told)).toEqual(Array.from({ length: 50 }, () => 'AA burst'));
    expect(await intake.rows(`select duplicates from intake.message where control_id = 'burst'`)).toEqual([{ duplicates: 49 }]);
    expect(await factsOf('burst')).toHaveLength(2);
  });

  it('over many connections at once has one effect', async () => {
    const message = adt('A01', { control: 'race' });
    const senders = await Promise.all(Array.from({ length: 16 }, () => Sender.to(intake.port)));
    for (const s of senders) s.send(message);
    expect(new Set((await Promise.all(senders.map((s) => s.answer()))).map(told))).toEqual(new Set(['AA race']));
    expect(await intake.rows(`select duplicates from intake.message where control_id = 'race'`)).toEqual([{ duplicates: 15 }]);
    for (const s of senders) s.close();
  });
});

describe('a message that cannot be used', () => {
  it('is put in quarantine with a reason in words, and its bytes are kept', async () => {
    expect(await send(adt('A01', { control: 'nobody', PID: null }))).toBe('AE nobody');
    const kept = await row('nobody');
    expect(kept).toMatchObject({
      status: 'quarantined',
      reason_code: 'pid-missing',
      reason: 'Meddelandet säger inte vem det gäller (PID saknas).',
      answer: 'AE',
    });
    expect(kept.raw).not.toBeNull();
  });

  it('numbers of two known people in one message are a conflict for a person to solve', async () => {
    await send(adt('A01', { control: 'k1', person: bror }));
    await send(adt('A01', { control: 'k2', person: { ...agda, id: 'D77^^^SLUSS-DEMO' } }));
    expect(await send(adt('A01', { control: 'k3', PID: { 3: `${bror.id}~D77^^^SLUSS-DEMO` } }))).toBe('AE k3');
    expect(await row('k3')).toMatchObject({ status: 'quarantined', reason_code: 'person-conflict' });
  });
});

describe('merges', () => {
  it('join two persons once; to itself or in a circle nothing happens', async () => {
    await send(adt('A01', { control: 'm1', person: { ...agda, id: 'D1^^^SLUSS-DEMO' } }));
    await send(adt('A01', { control: 'm2', person: { ...agda, id: 'D2^^^SLUSS-DEMO' } }));
    const merge = (survivor: string, merged: string, control: string) =>
      send(adt('A40', { control, PV1: null, person: { ...agda, id: `${survivor}^^^SLUSS-DEMO` }, more: [`MRG|${merged}^^^SLUSS-DEMO`] }));
    expect(await merge('D1', 'D2', 'm3')).toBe('AA m3');
    expect((await factsOf('m3')).map((f) => f.type)).toContain('PatientsMerged');
    expect(await merge('D2', 'D1', 'm4')).toBe('AA m4');
    expect((await factsOf('m4')).map((f) => f.type)).not.toContain('PatientsMerged');
    expect((await row('m4')).warnings).toContain('merge-with-itself');
    expect(await merge('D1', 'D1', 'm5')).toBe('AA m5');
    await send(adt('A08', { control: 'm6', person: { ...agda, id: 'D2^^^SLUSS-DEMO' } }));
    expect((await factsOf('m6'))[0]!.key).toBe((await factsOf('m1'))[0]!.key);
  });

  it('to a survivor nobody has heard of, which is merged again later, leads to the last one', async () => {
    const person = (id: string) => ({ ...cilla, id: `${id}^^^SLUSS-DEMO` });
    await send(adt('A01', { control: 's1', person: person('E1') }));
    await send(adt('A40', { control: 's2', PV1: null, person: person('E2'), more: ['MRG|E1^^^SLUSS-DEMO'] }));
    await send(adt('A40', { control: 's3', PV1: null, person: person('E3'), more: ['MRG|E2^^^SLUSS-DEMO'] }));
    await send(adt('A08', { control: 's4', person: person('E1') }));
    await send(adt('A08', { control: 's5', person: person('E3') }));
    expect((await factsOf('s4'))[0]!.key).toBe((await factsOf('s5'))[0]!.key);
  });
});

describe('several lines of one source', () => {
  it('that begin to send at the same time are all taken in, and the source is heard once a minute', async () => {
    for (const minute of [1, 2, 3]) {
      intake.clock.advance(60_000);
      const lines = await Promise.all(Array.from({ length: 8 }, () => Sender.to(intake.port)));
      for (const [i, line] of lines.entries()) line.send(adt('A08', { control: `line-${minute}-${i}`, visit: `VL${i}` }));
      const answers = await Promise.all(lines.map((line) => line.answer()));
      expect(answers.map(told)).toEqual(lines.map((_, i) => `AA line-${minute}-${i}`));
      for (const line of lines) line.close();
    }
    const heard = await intake.rows(
      `select count(*)::int as n from intake.event where type = 'SourceHeard' and key = 'hsh-adt' group by recorded_at order by 1 desc`,
    );
    expect(heard[0]).toEqual({ n: 1 });
    expect(await intake.rows(`select control_id from intake.message where control_id like 'line-%' and status <> 'stored'`)).toEqual([]);
  });
});
