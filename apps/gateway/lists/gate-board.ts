// The gates per kind of place and municipality: the matrix above the queue. Judged by the domain on the situation as the read model has it.
import { Inject, Injectable } from '@nestjs/common';
import type { CareKind, Gate, JourneyView, PlaceView, RequestView, UnitView } from '#contracts';
import { careKinds, chainFrom, emptySituation, gatesOf, openJourneyOf, placementPolicyAt, sceneOf, type Situation } from '#domain';
import { CLOCK, type Clock, Policies, REGION, type Region } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { municipalitiesByName } from '../views/names.ts';
import { journeyRows } from './journey-rows.ts';
import { SqlParams } from './sql-params.ts';
import { newestRows } from './unit-rows.ts';

interface Matrix {
  readonly at: string;
  readonly kinds: CareKind[];
  readonly municipalities: { code: string; name: string }[];
  readonly gates: Gate[];
}

@Injectable()
export class GateBoard {
  /** Every screen asks for the same matrix at every change: it is made once per change. */
  private kept: { key: string; matrix: Matrix } | null = null;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  async read(asOf: string | undefined): Promise<Matrix> {
    const at = asOf ? new Date(asOf) : this.clock.now();
    return this.dataSource.transaction('REPEATABLE READ', async (em) => {
      if (asOf) return this.matrix(await readSituation(em, asOf), at);
      const [head] = await em.query('select position from gateway.change_head');
      const key = `${head.position}|${at.toISOString().slice(0, 16)}`;
      if (this.kept?.key !== key) this.kept = { key, matrix: this.matrix(await readSituation(em, undefined), at) };
      return { ...this.kept.matrix, at: at.toISOString() };
    });
  }

  private matrix(situation: Situation, at: Date): Matrix {
    const codes = municipalitiesByName(this.region);
    const policy = this.policies.at(at.toISOString());
    const gates = codes.flatMap((code) => {
      const scene = sceneOf(situation, code, at.getTime(), placementPolicyAt(policy, code, at.toISOString()));
      const all = gatesOf(scene);
      const roots = new Set(
        all.filter((g) => g.waiting > 0 && g.state !== 'todo').map((g) => chainFrom(scene, { kind: g.kind, needs: [] }).at(-1)?.kind),
      );
      return all.map((gate) => ({ ...gate, root: roots.has(gate.kind) && gate.state !== 'open' }));
    });
    const kinds = (Object.keys(careKinds) as CareKind[]).filter((kind) => gates.some((g) => g.kind === kind));
    const name = (code: string) => this.region.municipalities.find((m) => m.code === code)!.name;
    return { at: at.toISOString(), kinds, municipalities: codes.map((code) => ({ code, name: name(code) })), gates };
  }
}

async function readSituation(em: EntityManager, asOf: string | undefined): Promise<Situation> {
  const situation = emptySituation();
  const read = async <T>(sql: (params: SqlParams) => string): Promise<T[]> => {
    const params = new SqlParams();
    const rows: { body: T }[] = await em.query(sql(params), params.values);
    return rows.map((row) => row.body);
  };
  for (const unit of await read<UnitView>((p) => `select v.body from ${newestRows('unit', 'unit_id', asOf, p)}`))
    situation.units.set(unit.unitId, unit);
  for (const place of await read<PlaceView>((p) => `select v.body from ${newestRows('place', 'place_id', asOf, p)}`))
    situation.places.set(place.placeId, place);
  const waiting = (p: SqlParams) => `select r.body from ${journeyRows(asOf, p)}
    join gateway.journey_rev r on r.journey_id = j.journey_id and r.revision = j.revision where j.open and j.ready_since is not null`;
  for (const view of await read<JourneyView>(waiting)) {
    const journey = openJourneyOf(view);
    if (journey) situation.journeys.set(journey.journeyId, journey);
  }
  const requests = (p: SqlParams) =>
    `select v.body from ${newestRows('request', 'request_id', asOf, p)} where v.status not in ('fulfilled', 'withdrawn')`;
  for (const request of await read<RequestView>(requests)) situation.requests.set(request.requestId, request);
  return situation;
}
