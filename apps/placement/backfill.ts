// History told afterwards: many commands in the order they became known, each with its own times, through the same decisions as a click.
// A move that is told in one go ("moved in") is asked for, offered, accepted and carried out at its moment. What cannot be is left out and
// counted: history is not argued with, and a later command may make up for it.
import type { PlaceView, PlacementEvent } from '#contracts';
import { placement } from '#domain';
import { derivedId, type EventStore } from '#eventing';
import type { EntityManager } from 'typeorm';
import { Desk } from './desk.ts';
import type { UnitRegistration } from './reference.ts';

export interface WaitAnswered {
  readonly kinds: readonly PlaceView['kind'][];
  readonly municipality: string;
  readonly needs: readonly PlaceView['features'][number][];
  readonly since: string;
}
type DeclineReason = Extract<PlacementEvent, { type: 'OfferDeclined' }>['data']['reason'];

export type BackfillAct =
  | { readonly do: 'register'; readonly unit: UnitRegistration }
  | { readonly do: 'occupyByOther'; readonly placeId: string }
  | { readonly do: 'hold'; readonly journeyId: string; readonly placeId: string; readonly wait: WaitAnswered; readonly until: string }
  | { readonly do: 'offer'; readonly journeyId: string; readonly placeId: string; readonly answerBy: string }
  | { readonly do: 'accept'; readonly journeyId: string; readonly placeId: string }
  | { readonly do: 'decline'; readonly journeyId: string; readonly placeId: string; readonly reason: DeclineReason }
  | { readonly do: 'moveIn'; readonly journeyId: string; readonly placeId: string; readonly wait: WaitAnswered }
  | { readonly do: 'vacate'; readonly placeId: string }
  | {
      readonly do: 'close';
      readonly placeId: string;
      readonly reason: NonNullable<PlaceView['closure']>['reason'];
      readonly expectedEndOn: string | null;
    }
  | { readonly do: 'reopen'; readonly placeId: string }
  | {
      readonly do: 'reportCapacity';
      readonly unitId: string;
      readonly places: number;
      readonly occupied: number;
      readonly expectedVacancies: readonly { readonly at: string; readonly places: number }[];
    };
export interface BackfillCommand {
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly act: BackfillAct;
}
export interface BackfillResult {
  readonly applied: number;
  readonly refused: readonly { readonly index: number; readonly code: string }[];
}

const CHUNK = 2000;
/** History keeps the times it was told with, however long a municipality let a hold last then. */
const year = 24 * 365;
const asTold: placement.PlacementPolicy = {
  id: 'as-told',
  validFrom: '2018-01-01',
  validTo: null,
  municipality: null,
  holdHours: 4,
  maxHoldHours: year,
  answerHours: 24,
  maxAnswerHours: year,
  priorities: ['urgent', 'near-three-months', 'hospital', 'short-term', 'ordinary'],
  nearThreeMonthsDays: 75,
  rankBy: ['needs'],
  agreements: [],
  holdWithUnmetNeeds: true,
};

/** In the caller's transaction. Commands of one place or person must come in the order they happened. */
export async function applyBackfill(em: EntityManager, store: EventStore, commands: readonly BackfillCommand[]): Promise<BackfillResult> {
  const refused: { index: number; code: string }[] = [];
  for (let start = 0; start < commands.length; start += CHUNK) {
    const chunk = commands.slice(start, start + CHUNK);
    const desk = await deskFor(em, chunk);
    chunk.forEach((command, offset) => {
      const refusal = new Telling(desk, command).tell();
      if (refusal) refused.push({ index: start + offset, code: refusal.code });
    });
    await desk.flush(store);
  }
  return { applied: commands.length - refused.length, refused };
}

async function deskFor(em: EntityManager, commands: readonly BackfillCommand[]): Promise<Desk> {
  const acts = commands.map((command) => command.act);
  const units = acts.flatMap((act) => (act.do === 'register' ? [act.unit] : []));
  const desk = new Desk(em);
  await desk.load({
    journeys: [...new Set(acts.flatMap((act) => ('journeyId' in act ? [act.journeyId] : [])))],
    places: [
      ...new Set([
        ...acts.flatMap((act) => ('placeId' in act ? [act.placeId] : [])),
        ...units.flatMap((unit) => unit.places.map((p) => p.placeId)),
      ]),
    ],
  });
  await desk.loadUnits([
    ...new Set([...acts.flatMap((act) => (act.do === 'reportCapacity' ? [act.unitId] : [])), ...units.map((unit) => unit.unitId)]),
  ]);
  return desk;
}

/** One command against the desk. Several steps may come of it; the first refusal ends it and is the answer. */
class Telling {
  private readonly when: placement.When;

  constructor(
    private readonly desk: Desk,
    private readonly command: BackfillCommand,
  ) {
    this.when = { at: command.occurredAt, now: command.recordedAt > command.occurredAt ? command.recordedAt : command.occurredAt };
  }

  tell(): placement.Refusal | null {
    const { act } = this.command;
    const { desk, when } = this;
    switch (act.do) {
      case 'register':
        return this.register(act.unit);
      case 'reportCapacity': {
        const unit = desk.units.get(act.unitId);
        return unit
          ? this.take(placement.reportCapacity(unit, { ...act, expectedVacancies: [...act.expectedVacancies] }, when))
          : placement.refuse('not-found');
      }
      case 'occupyByOther':
        return this.onPlace(act.placeId, (place) => placement.occupyByOther(place, when));
      case 'vacate':
        return this.onPlace(act.placeId, (place) => placement.vacate(place, when));
      case 'close':
        return this.onPlace(act.placeId, (place) => placement.closePlace(place, act, when));
      case 'reopen':
        return this.onPlace(act.placeId, (place) => placement.reopenPlace(place, when));
      case 'hold':
        this.ask(act.journeyId, act.wait);
        return this.onRequest(act, (s) => placement.holdPlace(s, asTold, when, act.until));
      case 'offer':
        return this.onRequest(act, (s) => placement.offerPlace(s, asTold, when, act.answerBy));
      case 'accept':
        return this.onRequest(act, (s) => placement.acceptOffer(s, when));
      case 'decline':
        return this.onRequest(act, (s) => placement.declineOffer(s, act.reason, when));
      case 'moveIn':
        return this.moveIn(act);
    }
  }

  private register(unit: UnitRegistration): placement.Refusal | null {
    const decisions = [
      placement.registerUnit(unit, this.desk.units.get(unit.unitId) ?? null, this.when),
      ...unit.places.map((place) => placement.registerPlace(place, unit, this.desk.places.get(place.placeId) ?? null, this.when)),
    ];
    return decisions.map((decision) => this.take(decision)).find((refusal) => refusal !== null) ?? null;
  }

  private moveIn(act: Extract<BackfillAct, { do: 'moveIn' }>): placement.Refusal | null {
    this.ask(act.journeyId, act.wait);
    const status = this.desk.requestOf(act.journeyId)?.status;
    const offered = status === 'open' || status === 'held' ? this.onRequest(act, (s) => placement.offerPlace(s, asTold, this.when)) : null;
    const accepted = offered ?? (status === 'accepted' ? null : this.onRequest(act, (s) => placement.acceptOffer(s, this.when)));
    return accepted ?? this.onRequest(act, (s) => placement.moveIn(s, this.when));
  }

  private onPlace(placeId: string, decide: (place: PlaceView) => placement.Decision): placement.Refusal | null {
    const place = this.desk.places.get(placeId);
    return place ? this.take(decide(place)) : placement.refuse('not-found');
  }

  private onRequest(
    act: { journeyId: string; placeId: string },
    decide: (s: placement.Reserving & { home: PlaceView | null }) => placement.Decision,
  ): placement.Refusal | null {
    const state = () => {
      const request = this.desk.requestOf(act.journeyId);
      return request && { request, place: this.desk.places.get(act.placeId) ?? null, ...this.desk.placesOf(act.journeyId) };
    };
    const before = state();
    if (!before) return placement.refuse('request-not-open');
    const lapsing = before.request.placeId ? (this.desk.places.get(before.request.placeId) ?? null) : null;
    this.take(placement.expireHold({ ...before, place: lapsing }, this.when.at), 'rule:hold-expiry');
    const now = state()!;
    if (now.request.placeId !== null && now.request.placeId !== act.placeId)
      return placement.refuse('already-placed', { placeId: now.request.placeId });
    return this.take(decide(now));
  }

  /** The journey's request, opened from what the command says of the wait when flow has not opened it yet. */
  private ask(journeyId: string, wait: WaitAnswered): void {
    if (this.desk.requestOf(journeyId)) return;
    const waitId = derivedId(journeyId, 'wait', wait.since);
    const { home } = this.desk.placesOf(journeyId);
    const need = {
      journeyId,
      waitId,
      municipality: wait.municipality,
      kinds: [...wait.kinds],
      needs: wait.needs,
      wishUnitId: null,
      priority: home ? ('short-term' as const) : ('hospital' as const),
      requestedAt: wait.since,
      earliestAt: wait.since,
    };
    const asked = { at: wait.since, now: wait.since };
    this.take(
      placement.requestPlacement(need, this.desk.requests.get(placement.requestIdOf(waitId)) ?? null, asked),
      'rule:follow-journey',
      wait.since,
    );
  }

  private take(decision: placement.Decision, actor = 'source:history', recordedAt = this.command.recordedAt): placement.Refusal | null {
    if (!decision.ok) return decision;
    this.desk.take(decision.events, { recordedAt, causedBy: null, actor });
    return null;
  }
}
