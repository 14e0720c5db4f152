// Which places a person could be given, best first, and why each stands where it does. Pure: the same question gets the same answer.
import type { PlaceFeature, PlaceView, ProblemCode, RequestView, UnitView } from '#contracts';
import { addLocalDays, atLocalTime, instantOf, isWeekend, localDate, millisOf, startOfLocalDay, weekday } from '../time/calendar.ts';
import { formatMoment } from '../time/words.ts';
import { later } from './decision.ts';
import { hindranceOf } from './holds.ts';
import type { PlacementPolicy, RankKey } from './policy.ts';
import { passedOver, type Queued } from './queue.ts';
import { isInReach } from './reach.ts';
import { closureText, featureText, list, said, type Said } from './wording.ts';

export interface Reason extends Said {
  readonly code: string;
  readonly good: boolean;
}

export interface RankedPlace {
  readonly place: PlaceView;
  readonly unitName: string;
  readonly rank: number;
  readonly met: PlaceFeature[];
  readonly unmet: PlaceFeature[];
  /** 0 when the place is of the kind asked for first. */
  readonly kindRank: number;
  readonly wished: boolean;
  readonly distanceKm: number | null;
  readonly freeFrom: string;
  readonly passesOver: readonly Queued[];
  readonly reasons: readonly Reason[];
  /** Why it cannot be held now, or null when it can. */
  readonly hindrance: ProblemCode | null;
}

type Scored = Omit<RankedPlace, 'rank' | 'reasons'>;

/** Unknown end of a closure or a stay: later than anything known, and before nothing. */
const UNKNOWN = '9999-12-31T00:00:00.000Z';

/** Units that take nobody on Saturdays and Sundays are free from Monday at eight. */
function onIntakeDay(at: string, unit: UnitView | undefined): string {
  if (unit?.weekendIntake !== false || !isWeekend(localDate(millisOf(at)))) return at;
  const date = localDate(millisOf(at));
  return instantOf(atLocalTime(addLocalDays(date, 8 - weekday(date)), 8));
}

function freeFrom(place: PlaceView, unit: UnitView | undefined, now: string): string {
  const { closure } = place;
  const opens = closure ? (closure.expectedEndOn ? instantOf(startOfLocalDay(closure.expectedEndOn)) : UNKNOWN) : now;
  const empty = place.status === 'free' ? now : (place.expectedFreeAt ?? place.heldUntil ?? UNKNOWN);
  const earliest = later(now, later(opens, empty));
  return earliest === UNKNOWN ? UNKNOWN : onIntakeDay(earliest, unit);
}

/** Worth showing: free, closed or reserved places within reach, and occupied ones that are expected to become free. */
const isCandidate = (place: PlaceView, request: RequestView, policy: PlacementPolicy): boolean =>
  request.kinds.includes(place.kind) &&
  isInReach(place, request.municipality, policy.agreements) &&
  (place.status !== 'occupied' || (place.expectedFreeAt !== null && place.journeyId !== request.journeyId));

function score(
  place: PlaceView,
  unit: UnitView | undefined,
  request: RequestView,
  queue: readonly Queued[],
  now: string,
  policy: PlacementPolicy,
): Scored {
  const own = place.requestId === request.requestId;
  return {
    place,
    unitName: unit?.name ?? place.unitId,
    met: request.needs.filter((need) => place.features.includes(need)),
    unmet: request.needs.filter((need) => !place.features.includes(need)),
    kindRank: request.kinds.indexOf(place.kind),
    wished: place.unitId === request.wishUnitId,
    distanceKm: unit?.distanceKm ?? null,
    freeFrom: own ? onIntakeDay(now, unit) : freeFrom(place, unit, now),
    passesOver: passedOver(request, place, queue),
    hindrance: own ? null : (hindranceOf(place, request, policy)?.code ?? null),
  };
}

const compare: Record<RankKey, (a: Scored, b: Scored) => number> = {
  holdable: (a, b) => Number(a.hindrance !== null) - Number(b.hindrance !== null),
  needs: (a, b) => a.unmet.length - b.unmet.length,
  kind: (a, b) => a.kindRank - b.kindRank,
  wish: (a, b) => Number(b.wished) - Number(a.wished),
  'free-from': (a, b) => (a.freeFrom < b.freeFrom ? -1 : a.freeFrom > b.freeFrom ? 1 : 0),
  cost: (a, b) => a.passesOver.length - b.passesOver.length,
  distance: (a, b) => (a.distanceKm ?? Infinity) - (b.distanceKm ?? Infinity) || 0,
};

const byPolicy = (policy: PlacementPolicy) => (a: Scored, b: Scored) => {
  for (const key of policy.rankBy) {
    const order = compare[key](a, b);
    if (order) return order;
  }
  return a.place.placeId.localeCompare(b.place.placeId, 'sv', { numeric: true });
};

function hindranceText(code: ProblemCode, { status, closure, heldUntil }: PlaceView): Said {
  if (code === 'place-closed' && closure) {
    const why = closureText[closure.reason];
    const end = closure.expectedEndOn;
    return said(`Stängd: ${why.sv}${end ? `, till ${end}` : ''}`, `Closed: ${why.en}${end ? `, until ${end}` : ''}`);
  }
  if (code === 'place-other-municipality') return said('Platsen hör till en annan kommun', 'The place belongs to another municipality');
  if (code === 'not-in-this-state')
    return said('Platsen saknar något som personen måste ha', 'The place lacks something the person must have');
  if (status === 'occupied') return said('Platsen är upptagen', 'The place is occupied');
  const until = heldUntil ? formatMoment(millisOf(heldUntil)) : null;
  return said(`Reserverad för någon annan${until ? ` till ${until}` : ''}`, `Reserved for somebody else${until ? ` until ${until}` : ''}`);
}

const reason = (code: string, good: boolean, text: Said): Reason => ({ code, good, ...text });

function reasonsFor(s: Scored, request: RequestView, unit: UnitView | undefined): Reason[] {
  const reasons: Reason[] = [];
  const all = request.needs.length;
  if (s.hindrance) reasons.push(reason(s.hindrance, false, hindranceText(s.hindrance, s.place)));
  if (s.place.requestId === request.requestId)
    reasons.push(reason('held-for-this', true, said('Reserverad för den här personen', 'Reserved for this person')));
  if (s.unmet.length) {
    const missing = list(s.unmet.map((f) => featureText[f]));
    reasons.push(reason('needs-unmet', false, said(`Saknar: ${missing.sv}`, `Lacks: ${missing.en}`)));
  } else if (all) reasons.push(reason('needs-met', true, said(`${all} av ${all} krav uppfyllda`, `${all} of ${all} needs met`)));
  if (s.kindRank > 0)
    reasons.push(reason('kind-second', false, said('Inte den boendeform som söks i första hand', 'Not the kind of care asked for first')));
  if (request.wishUnitId) {
    const text = s.wished
      ? said('Enheten som personen önskar', 'The unit the person wishes for')
      : said('Inte enheten som personen önskar', 'Not the unit the person wishes for');
    reasons.push(reason(s.wished ? 'wish-met' : 'wish-unmet', s.wished, text));
  }
  if (unit && !unit.weekendIntake)
    reasons.push(
      reason('no-weekend-intake', false, said('Tar inte emot på lördag och söndag', 'Nobody moves in on Saturdays and Sundays')),
    );
  const passed = s.passesOver.length;
  if (passed) {
    const text = said(
      passed === 1 ? 'Går före en person som står före i kön' : `Går före ${passed} personer som står före i kön`,
      passed === 1 ? 'Passes over one person who stands before in the queue' : `Passes over ${passed} people who stand before in the queue`,
    );
    reasons.push(reason('passes-over', false, text));
  } else
    reasons.push(
      reason('first-in-line', true, said('Ingen som står före i kön passar här', 'Nobody who stands before in the queue fits here')),
    );
  return reasons;
}

export function rankPlaces(
  request: RequestView,
  places: readonly PlaceView[],
  units: ReadonlyMap<string, UnitView>,
  queue: readonly Queued[],
  now: string,
  policy: PlacementPolicy,
): RankedPlace[] {
  return places
    .filter((place) => isCandidate(place, request, policy))
    .map((place) => score(place, units.get(place.unitId), request, queue, now, policy))
    .sort(byPolicy(policy))
    .map((scored, index) => ({ ...scored, rank: index + 1, reasons: reasonsFor(scored, request, units.get(scored.place.unitId)) }));
}
