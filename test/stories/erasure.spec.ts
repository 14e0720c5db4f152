// A person is erased: nobody can find or read who it was, and everything built from the events is built again into the same.
import { RawCipher } from '#platform';
import { readModelHash, truncateReadModel } from '../../apps/gateway/read-model/hash.ts';
import { RunningSluss } from '../running.ts';
import { recorded } from './recording.ts';
import { registerFalkenberg } from './town.ts';

jest.setTimeout(120_000);

describe('erasing a person', () => {
  let sluss: RunningSluss;
  let siv: string;
  let nils: string;

  beforeAll(async () => {
    sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
    await registerFalkenberg(sluss);
    await sluss.hears(recorded('one-place-too-few.hl7'));
    const { items } = await sluss.get('journeys?state=all&sort=admittedAt', 'samordnare');
    [siv, nils] = items.map((item: { journeyId: string }) => item.journeyId);
  });
  afterAll(() => sluss.stop());

  const hash = () => sluss.process.dataSource.transaction(readModelHash);
  const found = async (query: string) => (await sluss.get(`journeys?state=all&q=${encodeURIComponent(query)}`, 'samordnare')).total;

  /** How many raw messages that are still kept, opened with the key they are sealed by, have the number in them. */
  const rawWith = async (number: string) => {
    const cipher = sluss.process.app.get(RawCipher, { strict: false });
    const rows = await sluss.rows('select raw from intake.message where raw is not null');
    return rows.filter(({ raw }) => cipher.open(raw).includes(number)).length;
  };

  it('before, she is found by name and number, and sealed messages about her are kept, one that could not even be read among them', async () => {
    const message = recorded('one-place-too-few.hl7')[0]!;
    const unread = Buffer.from(message.bytes.toString('latin1').replace('V0001', 'V8001').replace('|2.4|', '|9.9|'), 'latin1');
    expect(await sluss.hears([{ ...message, bytes: unread }])).toEqual([expect.stringContaining('AR V8001')]);
    expect([await rawWith('193001016595'), await rawWith('193406178354')]).toEqual([6, 7]);
    const [row] = await sluss.rows(`select string_agg(array_to_string(traces, ','), ',') as traces from intake.message`);
    expect(row!.traces).not.toMatch(/193001016595|3001016595|193406178354/);
    expect((await sluss.get(`journeys/${siv}`, 'samordnare')).person).toMatchObject({ name: 'Lövgren, Siv Ingegärd', masked: null });
    expect(await found('Lövgren')).toBe(1);
    expect(await found('19300101-6595')).toBe(1);
  });

  it('afterwards nobody is, and her key is gone; her case and the other person stay', async () => {
    const before = await hash();
    expect(await sluss.does('POST', `journeys/${siv}/erase-person`, {})).toEqual({ erased: true, rawMessages: 6 });
    expect([await rawWith('193001016595'), await rawWith('193406178354')]).toEqual([0, 7]);
    expect(await found('Lövgren')).toBe(0);
    expect(await found('19300101-6595')).toBe(0);
    const after = await sluss.ask('GET', `journeys/${siv}`, undefined, { as: 'samordnare' });
    expect(after.body).toMatchObject({ person: { name: null, personnummerMasked: null, masked: 'erased' }, leg: { unit: 'HSV-AVD3' } });
    expect(after.text).not.toMatch(/Lövgren|Ingegärd|19300101/);
    expect(await sluss.get(`journeys/${siv}/person`, 'samordnare')).toEqual({ name: null, personnummer: null, masked: 'erased' });
    const [row] = await sluss.rows(
      'select count(*)::int as n, count(wrapped_key)::int as keys, count(sealed)::int as sealed from persons.person',
    );
    expect(row).toEqual({ n: 2, keys: 1, sealed: 1 });
    expect((await sluss.get(`journeys/${nils}`, 'samordnare')).person.name).toBe('Åberg, Nils-Åke');
    expect(await hash()).toBe(before);
  });

  it('the read model, thrown away and built again from the events, is the same', async () => {
    const before = await hash();
    await sluss.process.eventing.replay('gateway.read', { from: 0, reset: truncateReadModel });
    await sluss.settled();
    expect(await hash()).toBe(before);
    expect((await sluss.get(`journeys/${siv}`, 'samordnare')).person.masked).toBe('erased');
  });

  it('and a read model with one row less has another hash', async () => {
    const before = await hash();
    await sluss.rows('delete from gateway.journey_rev where journey_id = $1 and revision = 1', [siv]);
    expect(await hash()).not.toBe(before);
  });

  it('a message that comes later makes somebody new of her, and does not bring back what was', async () => {
    const message = recorded('one-place-too-few.hl7')[0]!;
    const again = Buffer.from(message.bytes.toString('latin1').replace('V0001', 'V9001').replace('ADT^A01', 'ADT^A08'), 'latin1');
    expect(await sluss.hears([{ ...message, bytes: again }])).toEqual(['AA V9001']);
    const people = await sluss.rows('select wrapped_key is null as erased from persons.person order by known_at, patient_id');
    expect(people.filter(({ erased }) => erased)).toHaveLength(1);
    expect(people).toHaveLength(3);
    expect((await sluss.get(`journeys/${nils}`, 'samordnare')).person.name).toBe('Åberg, Nils-Åke');
  });
});
