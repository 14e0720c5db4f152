// What a person at a screen does with requests and places: one transaction per act. Lock the rows, check the revision the screen showed,
// decide, append, write. A refusal is answered with the next best place.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, PlaceView, PlacementResult, RequestView } from '#contracts';
import { placement } from '#domain';
import { EventStore, type Failpoint } from '#eventing';
import { CLOCK, FAILPOINT, newLogger, ProblemError, type Clock } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type * as z from 'zod';
import { Desk } from './desk.ts';
import { Matching } from './matching.service.ts';
import { POLICIES, type PlacementPolicyAt } from './policies.ts';
import { inScope } from './scope.ts';
import { inTransaction } from './transaction.ts';

export type Placed = z.infer<typeof PlacementResult>;

export interface OnRequest {
  readonly request: RequestView;
  /** The place asked for, or the one the request has. */
  readonly place: PlaceView | null;
  readonly home: PlaceView | null;
  readonly reserved: PlaceView | null;
  readonly policy: placement.PlacementPolicy;
  readonly when: placement.When;
}

/** What a constraint would say if our own locks and checks had failed. Seen in the log, this is a fault in the code. */
const byConstraint: Record<string, 'place-taken' | 'already-placed' | 'version-conflict'> = {
  one_holder_per_place: 'place-taken',
  one_home_per_person: 'already-placed',
  one_reserved_place_per_person: 'already-placed',
  place_agrees_with_request: 'version-conflict',
  request_agrees_with_place: 'version-conflict',
};

@Injectable()
export class Placing {
  private readonly log = newLogger('placement');

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICIES) private readonly policyAt: PlacementPolicyAt,
    @Inject(Matching) private readonly matching: Matching,
    @Inject(FAILPOINT) private readonly failpoint: Failpoint,
  ) {}

  async onRequest(
    asker: Asker,
    requestId: string,
    revision: number,
    placeId: string | undefined,
    decide: (s: OnRequest) => placement.Decision,
  ): Promise<Placed> {
    return this.act<Placed>(async (em) => {
      const desk = new Desk(em);
      await desk.load({ requests: [requestId], places: placeId ? [placeId] : [] });
      const request = inScope(asker, desk.requests.get(requestId), (r) => r.municipality);
      if (request.revision !== revision)
        throw new ProblemError('version-conflict', undefined, { context: { revision: request.revision, status: request.status } });
      const chosen = placeId ?? request.placeId;
      const place = chosen ? (desk.places.get(chosen) ?? null) : null;
      if (placeId && !place)
        throw new ProblemError('not-found', 'There is no such place', { errors: [{ pointer: '/placeId', detail: 'unknown' }] });
      const when = this.when();
      const state = {
        request,
        place,
        ...desk.placesOf(request.journeyId),
        policy: this.policyAt(request.municipality, when.at),
        when,
      };
      const decision = await this.decided(desk, asker, decide(state));
      if (!decision.ok) return { refused: decision, request };
      return { request: desk.requests.get(requestId)!, place: chosen ? (desk.places.get(chosen) ?? null) : null };
    });
  }

  async onPlace(
    asker: Asker,
    placeId: string,
    revision: number,
    decide: (place: PlaceView, when: placement.When) => placement.Decision,
  ): Promise<Placed> {
    return this.act<Placed>(async (em) => {
      const desk = new Desk(em);
      await desk.load({ places: [placeId] });
      const place = inScope(asker, desk.places.get(placeId), (p) => p.municipality);
      if (place.revision !== revision)
        throw new ProblemError('version-conflict', undefined, { context: { revision: place.revision, status: place.status } });
      const decision = await this.decided(desk, asker, decide(place, this.when()));
      return decision.ok ? { request: null, place: desk.places.get(placeId)! } : { refused: decision, request: null };
    });
  }

  async onUnit(asker: Asker, unitId: string, decide: (desk: Desk, when: placement.When) => placement.Decision): Promise<boolean> {
    return this.act<boolean>(async (em) => {
      const desk = new Desk(em);
      await desk.loadUnits([unitId]);
      const decision = await this.decided(desk, asker, decide(desk, this.when()));
      return decision.ok ? decision.events.length > 0 : { refused: decision, request: null };
    });
  }

  private async decided(desk: Desk, asker: Asker, decision: placement.Decision): Promise<placement.Decision> {
    if (!decision.ok) return decision;
    desk.take(decision.events, { recordedAt: this.clock.now().toISOString(), causedBy: null, actor: `user:${asker.login}` });
    await desk.flush(this.store);
    await this.failpoint('answer.before-commit');
    return decision;
  }

  private async act<T>(work: (em: EntityManager) => Promise<T | Refused>): Promise<T> {
    let outcome: T | Refused;
    try {
      outcome = await inTransaction(this.dataSource, work);
      await this.failpoint('answer.committed');
    } catch (error) {
      const constraint = String((error as { constraint?: string }).constraint);
      const code = byConstraint[constraint];
      if (!code) throw error;
      this.log.error({ constraint }, 'the database refused what the code had decided');
      throw new ProblemError(code);
    }
    if (!isRefused(outcome)) return outcome;
    const { refused, request } = outcome;
    const nextBest = request && offersAnother(refused.code) ? { nextBest: await this.matching.nextBest(request) } : {};
    throw new ProblemError(refused.code, undefined, {
      context: { ...refused.context, ...nextBest },
      ...(refused.errors ? { errors: refused.errors } : {}),
    });
  }

  private when(): placement.When {
    const now = this.clock.now().toISOString();
    return { at: now, now };
  }
}

interface Refused {
  readonly refused: placement.Refusal;
  readonly request: RequestView | null;
}
const isRefused = (outcome: unknown): outcome is Refused => typeof outcome === 'object' && outcome !== null && 'refused' in outcome;

const offersAnother = (code: string): boolean => code.startsWith('place-') || code === 'hold-expired';
