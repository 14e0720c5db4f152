// Why is this patient still here? One derived cause per open wait, at every moment: something nobody has done though a place could be had (process),
// no place to be had (capacity, with the chain of gates), or the person's own choice. Calling the first a shortage would cost the reader's trust.
import type { Cause, Gate, GateCode, PlacementPolicy, RequestView } from '#contracts';
import { traitsOf } from '../flow/care-kinds.ts';
import { addLocalDays, instantOf, isWeekend, localDate, startOfLocalDay, weekday, type Millis } from '../time/calendar.ts';
import { allot, anySlot, type Allotment } from './allotment.ts';
import { chainBefore, chainImprint, wayKey, type Way } from './gates.ts';
import { needsPlace, sceneOf, type Scene, type Slot, type Waiter } from './scene.ts';
import { unknownMunicipality, type OpenWait, type Situation } from './situation.ts';

/** The causes of all open waits of a municipality, by wait id: one look at the situation serves them all. */
export function causesIn(situation: Situation, municipality: string, now: Millis, policy: PlacementPolicy): Map<string, Cause> {
  const scene = sceneOf(situation, municipality, now, policy);
  const allotment = allot(scene);
  const chains = new Map<string, Gate[]>();
  const chain = (way: Way) => {
    const key = wayKey(way);
    const known = chains.get(key);
    if (known) return known;
    const found = chainBefore(scene, way);
    chains.set(key, found);
    return found;
  };
  return new Map(scene.waiters.map((waiter) => [waiter.wait.waitId, judge(scene, allotment, chain, waiter)]));
}

export function causeOf(wait: OpenWait, situation: Situation, now: Millis, policy: PlacementPolicy): Cause {
  const cause = causesIn(situation, wait.municipality, now, policy).get(wait.waitId);
  return cause ?? process('needs-assessment-missing', { role: 'ward', organisation: null });
}

type Item = Cause['detail']['items'][number];
type ChainOf = (way: Way) => Gate[];

function judge(scene: Scene, allotment: Allotment, chain: ChainOf, waiter: Waiter): Cause {
  const { wait, journey, request } = waiter;
  if (wait.municipality === unknownMunicipality || wait.targets.length === 0) return process('needs-assessment-missing', ward(waiter));
  if (!needsPlace(wait)) return homeward(waiter);
  if (request && request.status !== 'open') return placing(scene, waiter, request);

  const declined = request !== null && saidNo(request);
  const slot = allotment.get(wait.waitId) ?? null;
  const obtainable = slot ?? (declined ? anySlot(scene, waiter) : null);
  if (declined && obtainable) return person('offer-declined', waiter, { placeId: request.declines.at(-1)!.placeId });
  if (!slot)
    return { ...base('no-place', placement(waiter)), kind: 'capacity', chain: chain({ kind: wait.targets[0]!, needs: wait.needs }) };

  const wished = request?.wishUnitId ?? journey.wish?.unitId ?? null;
  if (wished !== null && slot.unitId !== wished && traitsOf(slot.kind).stay === 'lasting')
    return person('own-wish', waiter, { unitId: wished });
  const at = { placeId: slot.placeId, unitId: slot.unitId };
  if (!journey.assessed) return process('needs-assessment-missing', assessor(waiter), at);
  if (!slot.intakeNow) return closedForWeekend(scene, waiter, slot);
  return process('place-free-not-matched', placement(waiter), at);
}

/** A place is held, offered or accepted: the wait is for the next act on it. */
function placing(scene: Scene, waiter: Waiter, request: RequestView): Cause {
  const place = request.placeId === null ? undefined : scene.situation.places.get(request.placeId);
  const at = { placeId: request.placeId, unitId: place?.unitId ?? null, until: request.until };
  if (request.status === 'held') return process('hold-not-used', placement(waiter), at);
  if (request.status === 'offered') return process('offer-unanswered', placement(waiter), at);
  const unit = place && scene.situation.units.get(place.unitId);
  if (unit && !unit.weekendIntake && isWeekend(localDate(scene.now)))
    return closedForWeekend(scene, waiter, { placeId: place.placeId, unitId: place.unitId });
  const missing = missingItems(waiter);
  if (missing.length > 0) return homeReadyMissing(waiter, missing, at);
  return process('move-in-pending', { role: 'unit', organisation: waiter.wait.municipality }, at);
}

/** No place is needed: what is waited for is arrangements, and then the discharge itself. */
function homeward(waiter: Waiter): Cause {
  const { wait, journey } = waiter;
  if (traitsOf(wait.targets[0]!).homeCareOrdered && !journey.assessed) return process('needs-assessment-missing', assessor(waiter));
  const missing = missingItems(waiter);
  return missing.length > 0 ? homeReadyMissing(waiter, missing, {}) : process('discharge-pending', ward(waiter));
}

const itemsForPlace: readonly Item[] = ['medicines', 'aids', 'information', 'transport'];
const itemsForCareAtHome: readonly Item[] = ['home-care-ordered', ...itemsForPlace];

/** The Hemgångsklar list, where it is kept: care at home always needs it; elsewhere it counts once somebody has begun to tick it. */
function missingItems({ wait, journey }: Waiter): Item[] {
  const ordered = traitsOf(wait.targets[0]!).homeCareOrdered;
  if (!ordered && journey.homeReady.length === 0) return [];
  return (ordered ? itemsForCareAtHome : itemsForPlace).filter((item) => !journey.homeReady.includes(item));
}

function homeReadyMissing(waiter: Waiter, items: Item[], at: Partial<Cause['detail']>): Cause {
  return process('home-ready-item-missing', items[0] === 'home-care-ordered' ? assessor(waiter) : ward(waiter), { ...at, items });
}

function closedForWeekend(scene: Scene, waiter: Waiter, { placeId, unitId }: Pick<Slot, 'placeId' | 'unitId'>): Cause {
  const today = localDate(scene.now);
  const monday = addLocalDays(today, 8 - weekday(today));
  const until = instantOf(startOfLocalDay(monday));
  return process('no-weekend-intake', { role: 'unit', organisation: waiter.wait.municipality }, { placeId, unitId, until });
}

// "No answer" is nobody's choice, and a place that did not suit was wrongly offered.
const ownChoice: ReadonlySet<string> = new Set<RequestView['declines'][number]['reason']>([
  'other-municipality',
  'other-unit',
  'wants-home',
  'relatives-object',
  'other',
]);
const saidNo = (request: RequestView): boolean => ownChoice.has(request.declines.at(-1)?.reason ?? '');

const noDetail: Cause['detail'] = { items: [], until: null, placeId: null, unitId: null };
const base = (gate: GateCode, owner: Cause['owner'], detail: Partial<Cause['detail']> = {}): Omit<Cause, 'kind'> => ({
  gate,
  chain: [],
  owner,
  detail: { ...noDetail, ...detail },
});
const process = (gate: GateCode, owner: Cause['owner'], detail?: Partial<Cause['detail']>): Cause => ({
  kind: 'process',
  ...base(gate, owner, detail),
});
const person = (gate: GateCode, waiter: Waiter, detail: Partial<Cause['detail']>): Cause => ({
  kind: 'person',
  ...base(gate, placement(waiter), detail),
});

const placement = ({ wait }: Waiter): Cause['owner'] => ({ role: 'placement', organisation: wait.municipality });
const assessor = ({ wait }: Waiter): Cause['owner'] => ({ role: 'assessor', organisation: wait.municipality });
/** Whoever has the patient now: the ward, or the unit where the patient stays in between. */
const ward = ({ wait, journey }: Waiter): Cause['owner'] =>
  traitsOf(wait.legKind).intermediate
    ? { role: 'unit', organisation: wait.municipality || null }
    : { role: 'ward', organisation: journey.facility };

/** Differs in a way a reader would notice. */
export function noticeablyDiffers(a: Cause, b: Cause): boolean {
  return imprint(a) !== imprint(b);
}

const imprint = (cause: Cause): string =>
  JSON.stringify([
    cause.kind,
    cause.gate,
    cause.owner.role,
    cause.owner.organisation,
    cause.detail.items,
    cause.detail.until,
    movable.has(cause.gate) ? null : [cause.detail.placeId, cause.detail.unitId],
    chainImprint(cause.chain),
  ]);

/** Which of several free places would be this one's changes as others come and go; the reader is told that there is one. */
const movable: ReadonlySet<GateCode> = new Set<GateCode>(['place-free-not-matched', 'needs-assessment-missing', 'no-weekend-intake']);
