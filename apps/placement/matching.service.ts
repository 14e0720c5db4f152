// Ranked places for who waits. A read of a case: it is logged in the same transaction, with everyone in the queue it shows.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, MatchResult, PlaceView, RequestView, UnitView } from '#contracts';
import { caseRefOf, placement, traitsOf } from '#domain';
import { AccessLog, CLOCK, type Clock } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { POLICIES, type PlacementPolicyAt } from './policies.ts';
import { inScope } from './scope.ts';

/** A screen shows so many; behind them nobody looks for a place by hand. */
const MOST_OPTIONS = 50;

interface Ranking {
  readonly at: string;
  readonly options: placement.RankedPlace[];
  readonly queue: placement.Queued[];
}

@Injectable()
export class Matching {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICIES) private readonly policyAt: PlacementPolicyAt,
  ) {}

  async match(asker: Asker, journeyId: string, language: 'sv' | 'en'): Promise<MatchResult> {
    return this.dataSource.transaction(async (em) => {
      const rows: { view: RequestView }[] = await em.query(
        `select view from placement.request where journey_id = $1
         order by status in ('open', 'held', 'offered', 'accepted') desc, view->>'statusSince' desc limit 1`,
        [journeyId],
      );
      const request = inScope(asker, rows[0]?.view, (r) => r.municipality);
      const { at, options, queue } = await this.rank(em, request);
      // Whoever has just moved in is still on somebody's screen: it is told so, and nothing more is suggested.
      const over = request.status === 'fulfilled' || request.status === 'withdrawn';
      const seen = [...new Set([journeyId, ...queue.map((q) => q.request.journeyId)])];
      const persons = await this.personsOf(em, seen);
      const accesses = seen.map((id) => ({
        action: id === journeyId ? ('match' as const) : ('list' as const),
        journeyId: id,
        patientId: persons.get(id) ?? null,
      }));
      await this.accessLog.write(em, asker, accesses);
      return {
        at,
        request,
        options: (over ? [] : options.slice(0, MOST_OPTIONS)).map((option) => ({
          ...option,
          passesOver: option.passesOver.map(({ request: r, waitHours }) => ({
            journeyId: r.journeyId,
            caseRef: caseRefOf(r.journeyId),
            waitHours,
          })),
          reasons: option.reasons.map(({ code, good, ...text }) => ({ code, good, text: text[language] })),
        })),
        queue: queue.map((q) => ({
          journeyId: q.request.journeyId,
          caseRef: caseRefOf(q.request.journeyId),
          waitHours: q.waitHours,
          priority: q.priority,
          reason: q.reason[language],
        })),
      };
    });
  }

  /** The best place that can be held right now, for whoever came too late for another. */
  async nextBest(request: RequestView): Promise<{ placeId: string; unitId: string; unitName: string; label: string } | null> {
    const { options } = await this.rank(this.dataSource.manager, request);
    const best = options.find((option) => option.hindrance === null);
    return best ? { placeId: best.place.placeId, unitId: best.place.unitId, unitName: best.unitName, label: best.place.label } : null;
  }

  private async rank(em: EntityManager, request: RequestView): Promise<Ranking> {
    const at = this.clock.now().toISOString();
    const policy = this.policyAt(request.municipality, at);
    const everywhere = request.kinds.filter((kind) => traitsOf(kind).runBy !== 'municipality');
    const places: { view: PlaceView; unit: UnitView }[] = await em.query(
      `select p.view, u.view as unit from placement.place p join placement.unit u using (unit_id)
       where p.kind = any ($1) and (p.municipality = any ($2) or p.kind = any ($3))
         and (p.status <> 'occupied' or p.view->>'expectedFreeAt' is not null)`,
      [request.kinds, [request.municipality, ...policy.agreements], everywhere],
    );
    const waiting: { view: RequestView }[] = await em.query(
      `select view from placement.request
       where municipality = $1 and status in ('open', 'held', 'offered', 'accepted') and view->'kinds' ?| $2`,
      [request.municipality, request.kinds],
    );
    const queue = placement.orderRequests(
      waiting.map((r) => r.view),
      at,
      policy,
    );
    const units = new Map(places.map((p) => [p.unit.unitId, p.unit]));
    return {
      at,
      queue,
      options: placement.rankPlaces(
        request,
        places.map((p) => p.view),
        units,
        queue,
        at,
        policy,
      ),
    };
  }

  private async personsOf(em: EntityManager, journeyIds: readonly string[]): Promise<Map<string, string>> {
    const rows: { journey_id: string; person_id: string }[] = await em.query(
      'select journey_id, person_id from placement.journey where journey_id = any ($1)',
      [journeyIds],
    );
    return new Map(rows.map((row) => [row.journey_id, row.person_id]));
  }
}
