import { EventStore } from '#eventing';
import { OpaqueIds, PersonVault } from '#platform';
import { simulateHistory } from '#simulator';
import { backfillFacts, type ToldBefore } from './backfill.ts';
import { MappingBook } from './mappings/mapping-book.ts';
import { runIntake, type RunningIntake } from './testing/running-intake.ts';

let intake: RunningIntake;
beforeAll(async () => {
  intake = await runIntake();
});
afterAll(() => intake.stop());

describe('the made-up history', () => {
  // The first month, told as the demo tells it.
  const history = simulateHistory({ seed: '1', now: new Date('2026-11-10T09:00:00.000Z') });
  const told = history.flatMap((item): ToldBefore[] => (item.kind === 'fact' ? [item] : [])).slice(0, 600);
  const tell = () =>
    intake.db.dataSource.transaction((em) =>
      backfillFacts(
        em,
        {
          vault: intake.app.get(PersonVault),
          store: new EventStore('intake'),
          ids: intake.app.get(OpaqueIds),
          identities: intake.app.get(MappingBook).sources.flatMap((source) => source.identities),
        },
        told,
      ),
    );

  it('is taken whole, with its people', async () => {
    const { facts, refused } = await tell();
    expect(refused).toEqual([]);
    expect(facts).toBeGreaterThanOrEqual(told.length);
    const [types] = await intake.rows(`select count(*) filter (where type = 'PatientAdmitted')::int as admitted from intake.event`);
    expect(types!.admitted).toBeGreaterThan(50);
    const [people] = await intake.rows('select count(*)::int as all, count(sealed)::int as named from persons.person');
    expect(people!.named).toBeGreaterThan(50);
    expect(people!.named).toBeGreaterThan(0.9 * (people!.all as number));
  });

  it('told again, for a start that was cut off, adds nothing', async () => {
    const before = await intake.rows(
      'select (select count(*) from intake.event)::int as events, (select count(*) from persons.person)::int as people',
    );
    await tell();
    const after = await intake.rows(
      'select (select count(*) from intake.event)::int as events, (select count(*) from persons.person)::int as people',
    );
    expect(after).toEqual(before);
  });
});
