// Requests follow the journeys that flow tells of, on a real database.
import type { JourneyEvent, JourneyView } from '#contracts';
import { placement } from '#domain';
import { ConsumerContext, derivedId, newEvent } from '#eventing';
import { aJourney, aWait } from '../../libs/domain/placement/examples.ts';
import { FollowConsumer, requestsGroup } from './follow.consumer.ts';
import { EKBACKEN, NOW, testDesk, type TestDesk } from './testing.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await testDesk();
  await desk.register(2);
});
afterEach(() => desk.drop());

const revised = (journey: JourneyView): JourneyEvent =>
  newEvent('JourneyRevised', {
    id: derivedId(journey.journeyId, 'JourneyRevised', journey.revision),
    key: journey.journeyId,
    occurredAt: NOW,
    recordedAt: NOW,
    causedBy: null,
    actor: 'rule:flow',
    data: { journey, changes: [], trigger: { type: 'test', eventId: 'test' } },
  });
const told = (...journeys: JourneyView[]) =>
  desk.dataSource.transaction((manager) =>
    new FollowConsumer(desk.store).onJourneys(
      journeys.map(revised),
      new ConsumerContext([{ manager, group: requestsGroup, records: [], attempt: 1 }]),
    ),
  );
const journey = (changes: Partial<JourneyView> = {}) => aJourney({ waits: [aWait({ needs: [] })], ...changes });
const moveIn = async (requestId: string, placeId: string) => {
  await desk.act(requestId, (s) => placement.offerPlace(s, s.policy, s.when), placeId);
  await desk.act(requestId, (s) => placement.acceptOffer(s, s.when));
  await desk.act(requestId, (s) => placement.moveIn(s, s.when));
};
const first = `${EKBACKEN}:1`;

it('a wait opens a request once, however often and however late it is told', async () => {
  await told(journey({ revision: 2 }), journey({ revision: 3 }));
  await told(journey({ revision: 3 }));
  await told(journey({ revision: 1, state: 'planning', waits: [] }));
  expect(await desk.request('wait-aino')).toMatchObject({ status: 'open', revision: 1 });
  expect((await desk.told()).filter((type) => type === 'PlacementRequested')).toHaveLength(1);
});

it('readiness withdrawn while a place is held frees the place in the same step', async () => {
  await told(journey());
  await desk.hold('wait-aino', first);
  await told(journey({ revision: 2, state: 'planning', waits: [aWait({ needs: [], to: NOW, endedBy: 'withdrawn' })] }));
  expect((await desk.request('wait-aino')).status).toBe('withdrawn');
  expect((await desk.place(first)).status).toBe('free');
});

it('a person who dies leaves the place', async () => {
  await told(journey());
  await moveIn('wait-aino', first);
  await told(journey({ revision: 2, state: 'closed', marks: ['deceased'], endedAt: NOW }));
  expect(await desk.place(first)).toMatchObject({ status: 'free', journeyId: null });
  expect(await desk.told()).toContain('PlaceVacated');
});

it('two files of one person: the merged one’s hold is let go, and its home goes on under the other', async () => {
  const twin = journey({ journeyId: 'aino-2', patientId: 'person-twin', waits: [aWait({ waitId: 'wait-twin', needs: [] })] });
  await told(journey(), twin);
  await moveIn('wait-twin', first);
  await desk.hold('wait-aino', `${EKBACKEN}:2`);
  await told({ ...twin, revision: 2, state: 'closed', marks: ['merged'], mergedInto: 'aino', waits: [] });
  expect(await desk.place(first)).toMatchObject({ status: 'occupied', journeyId: 'aino' });
});

it('a person who turns out to live in two places keeps both until somebody has sorted it out', async () => {
  const twin = journey({ journeyId: 'aino-2', patientId: 'person-twin', waits: [aWait({ waitId: 'wait-twin', needs: [] })] });
  await told(journey(), twin);
  await moveIn('wait-aino', first);
  await moveIn('wait-twin', `${EKBACKEN}:2`);
  await told({ ...twin, revision: 2, patientId: 'person-aino' });
  expect((await desk.place(first)).status).toBe('occupied');
  expect((await desk.place(`${EKBACKEN}:2`)).status).toBe('occupied');
});

it('many journeys in one batch end as if each had come alone', async () => {
  const many = Array.from({ length: 150 }, (_, i) =>
    journey({ journeyId: `j-${i}`, patientId: `p-${i}`, waits: [aWait({ waitId: `w-${i}`, needs: i % 2 ? ['lift'] : [] })] }),
  );
  await told(
    ...many,
    ...many.map((j) => ({
      ...j,
      revision: 2,
      state: 'planning' as const,
      waits: [{ ...j.waits[0]!, to: NOW, endedBy: 'withdrawn' as const }],
    })),
  );
  const rows = await desk.dataSource.query('select status, count(*)::int as n from placement.request group by status');
  expect(rows).toEqual([{ status: 'withdrawn', n: 150 }]);
  expect(await desk.store.verifyChain(desk.dataSource.manager)).toMatchObject({ faults: [] });
});
