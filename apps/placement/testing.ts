// A placement desk with a database of its own, for specs and for the race: Ekbacken in Falkenberg, and whoever waits.
import type { Asker, PlacementEvent } from '#contracts';
import { placement } from '#domain';
import { EventStore } from '#eventing';
import { AccessLog, platformMigrations, type Clock } from '#platform';
import { placementPolicy } from '../../libs/domain/policy/shipped.fixture.ts';
import { FixedClock, testDatabase } from '#testing';
import type { DataSource } from 'typeorm';
import { Desk } from './desk.ts';
import { ExpirySweep } from './expiry.sweep.ts';
import { Matching } from './matching.service.ts';
import { migrations } from './migrations.ts';
import { Placing, type OnRequest, type Placed } from './placing.service.ts';
import { registerReference } from './reference.ts';

export const NOW = '2026-11-21T08:00:00.000Z';
export const EKBACKEN = 'kobo-1382-ekbacken';

export const falkenberg: Asker = {
  login: 'placering-1382',
  name: 'Placering Falkenberg',
  role: 'placement',
  organisation: '1382',
  organisationName: 'Falkenberg',
};
export const halmstad: Asker = { ...falkenberg, login: 'placering-1380', organisation: '1380' };
export const operator: Asker = { login: 'operator', name: 'Drift', role: 'operator', organisation: 'region', organisationName: 'Drift' };

export interface TestDesk {
  readonly dataSource: DataSource;
  readonly url: string;
  readonly clock: FixedClock;
  readonly store: EventStore;
  readonly placing: Placing;
  readonly matching: Matching;
  readonly sweep: ExpirySweep;
  register(places: number, unit?: Partial<{ unitId: string; municipality: string; kind: 'short-term' | 'special-housing' }>): Promise<void>;
  waits(journeyId: string, changes?: Partial<placement.Need> & { person?: string }): Promise<void>;
  request(
    requestId: string,
  ): Promise<{ status: string; revision: number; placeId: string | null; declines: unknown[]; until: string | null }>;
  place(placeId: string): Promise<{ status: string; revision: number; journeyId: string | null; requestId: string | null }>;
  told(): Promise<PlacementEvent['type'][]>;
  hold(journeyId: string, placeId: string, as?: Asker): Promise<Placed>;
  act(journeyId: string, decide: (s: OnRequest) => placement.Decision, placeId?: string): Promise<Placed>;
  drop(): Promise<void>;
}

/** The service as one instance of the role has it, on a connection pool of its own. */
export function newPlacing(dataSource: DataSource, clock: Clock): Placing {
  return new Placing(
    dataSource,
    new EventStore('placement'),
    clock,
    () => placementPolicy,
    new Matching(dataSource, new AccessLog(clock), clock, () => placementPolicy),
    async () => {},
  );
}

export async function testDesk(poolSize = 24): Promise<TestDesk> {
  const { dataSource, url, drop } = await testDatabase([...platformMigrations, ...migrations], poolSize);
  const clock = new FixedClock(NOW);
  const store = new EventStore('placement');
  const matching = new Matching(dataSource, new AccessLog(clock), clock, () => placementPolicy);
  const placing = newPlacing(dataSource, clock);
  const sweep = new ExpirySweep(dataSource, store, clock);
  const view = async (table: string, id: string) => {
    const [row] = await dataSource.query(`select view from placement.${table} where ${table}_id = $1`, [id]);
    return row.view;
  };
  const act: TestDesk['act'] = async (journeyId, decide, placeId) =>
    placing.onRequest(operator, journeyId, (await view('request', journeyId)).revision, placeId, decide);
  return {
    dataSource,
    url,
    clock,
    store,
    placing,
    matching,
    sweep,
    register: async (places, unit = {}) => {
      const unitId = unit.unitId ?? EKBACKEN;
      const facts = {
        unitId,
        name: 'Ekbacken',
        kind: 'short-term' as const,
        municipality: '1382',
        weekendIntake: true,
        distanceKm: 2,
        ...unit,
      };
      const list = Array.from({ length: places }, (_, i) => ({ placeId: `${unitId}:${i + 1}`, label: String(i + 1), features: [] }));
      await dataSource.transaction((em) => registerReference(em, store, [{ ...facts, places: list }], clock.now()));
    },
    waits: async (journeyId, { person = journeyId, ...changes } = {}) => {
      const need: placement.Need = {
        journeyId,
        waitId: journeyId,
        municipality: '1382',
        kinds: ['short-term'],
        needs: [],
        wishUnitId: null,
        priority: 'hospital',
        requestedAt: '2026-11-20T08:00:00.000Z',
        earliestAt: '2026-11-20T08:00:00.000Z',
        ...changes,
      };
      await dataSource.transaction(async (em) => {
        const desk = new Desk(em);
        desk.rememberJourney({ journeyId, personId: person, revision: 1 });
        const decision = placement.requestPlacement(need, null, { at: NOW, now: NOW });
        if (decision.ok) desk.take(decision.events, { recordedAt: NOW, causedBy: null, actor: 'rule:test' });
        await desk.flush(store);
      });
    },
    request: (id) => view('request', id),
    place: (id) => view('place', id),
    told: async () =>
      (await dataSource.query('select type from placement.event order by recorded_at, stream, version')).map(
        (row: { type: string }) => row.type,
      ),
    hold: async (journeyId, placeId, as = operator) =>
      placing.onRequest(as, journeyId, (await view('request', journeyId)).revision, placeId, (s) =>
        placement.holdPlace(s, s.policy, s.when),
      ),
    act,
    drop,
  };
}
