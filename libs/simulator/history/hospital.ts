// The hospital stay: admission, notice, planning, estimate, ready, and home for those who need no place. Who needs a place joins a queue.
import type { CareKind, Location, PlaceFeature } from '#contracts';
import { DAY, HOUR, instantOn, iso, isWeekend, localDay, localHour, weekdayOf, withinHours } from '../calendar.ts';
import type { Identifier, MadeUpPerson } from '../people.ts';
import type { Random } from '../random.ts';
import { drawFacility, type Facility } from '../region.ts';
import type { SimPlace } from './places.ts';
import type { Stay, ToldData } from './record.ts';
import { enterShortTerm } from './short-term.ts';
import type { World } from './world.ts';

/** Wards by site: ids of the reference region. */
export const wards: Readonly<Record<Facility, readonly string[]>> = {
  HSH: ['HSH-AVD11', 'HSH-AVD12', 'HSH-AVD21', 'HSH-AVD22', 'HSH-AVD31', 'HSH-STROKE', 'HSH-ORTO', 'HSH-GERI'],
  HSV: ['HSV-AVD1', 'HSV-AVD2', 'HSV-AVD3', 'HSV-AVD4', 'HSV-AVD5', 'HSV-STROKE', 'HSV-ORTO'],
  HSK: ['HSK-NARAVD', 'HSK-REHAB'],
};
export type Need = 'home-with-care' | 'short-term' | 'special-housing';

const homeReadyItems = ['medicines', 'aids', 'information', 'home-care-ordered', 'transport'] as const;
/** Before this many days ago only the two items that hold people up longest are told: the filling stays short. */
const allItemsDays = 21;

export interface Admission {
  readonly stay: Stay;
  readonly municipality: string;
  readonly r: Random;
}

/** Opens a stay and tells what every stay with need of support has: notice, answer, planning basis, estimate, perhaps a move between wards. */
export function openStay(
  world: World,
  person: MadeUpPerson,
  at: number,
  activeEnd: number,
  need: Need | null,
  visit?: Identifier,
): Admission {
  const { municipality, protectedIdentity } = person;
  const facility = drawFacility(world.random.fork(`site/${person.index}/${at}`), municipality);
  const stay = world.newStay(person, facility, visit);
  const r = world.random.fork(`stay/${stay.visit.value}`);
  world.record.fact(stay, 'PatientAdmitted', at, { location: drawLocation(r, facility), visitClass: 'inpatient', planned: false });
  world.record.fact(stay, 'PersonStated', at, { municipality, protectedIdentity });
  if (!need) return { stay, municipality, r };

  const within = (when: number, tell: () => void) => {
    if (when < activeEnd) world.agenda.plan(when, tell);
  };
  const notice = withinHours(at + r.lognormal(5, 0.7) * HOUR, 7, 21);
  within(notice, () => world.record.fact(stay, 'AdmissionNoticeSent', notice, {}));
  const answered = withinHours(notice + r.exponential(3) * HOUR, 8, 17);
  within(answered, () => world.record.fact(stay, 'NoticeAcknowledged', answered, {}));
  const basis = withinHours(notice + r.lognormal(22, 0.6) * HOUR, 8, 16);
  const track = need === 'home-with-care' ? (r.chance(0.7) ? 'green' : 'yellow') : need === 'short-term' ? 'yellow' : 'red';
  within(basis, () => world.record.fact(stay, 'PlanningBasisCompleted', basis, { track }));

  const estimate = (days: number) => iso(instantOn(Math.max(localDay(at), localDay(activeEnd) + days), 13));
  const firstEstimate = at + Math.min(20 * HOUR, (activeEnd - at) / 2);
  const miss = r.chance(0.4) ? Math.round(r.between(-1.4, 2.4)) : 0;
  within(firstEstimate, () =>
    world.record.fact(stay, 'ExpectedDischargeSet', firstEstimate, { expectedAt: estimate(miss), assured: false }),
  );
  const revised = at + (activeEnd - at) * 0.6;
  if (miss !== 0)
    within(revised, () => world.record.fact(stay, 'ExpectedDischargeSet', revised, { expectedAt: estimate(0), assured: false }));
  const moved = at + (activeEnd - at) * r.between(0.2, 0.5);
  const ward = drawLocation(r, facility);
  if (r.chance(world.parameters.hospital.transferShare))
    within(moved, () => world.record.fact(stay, 'PatientTransferred', moved, { location: ward }));
  return { stay, municipality, r };
}

/** An ordinary stay of somebody who will need municipal care: everything in it is drawn, nothing staged. */
export function admit(world: World, person: MadeUpPerson, at: number): void {
  const { stay: length, hospital, need: needs, homeGoingTold } = world.parameters;
  const draw = world.random.fork(`length/${person.index}/${at}`);
  const activeEnd = at + Math.min(60, Math.max(0.4, draw.lognormal(length.withNeed.medianDays, length.withNeed.sigma))) * DAY;
  const need = draw.weighted(needs);
  if (need === 'home-with-care' && at < world.now - homeGoingTold.olderThanDays * DAY && !draw.chance(homeGoingTold.share)) return;
  const admission = openStay(world, person, at, activeEnd, need);
  const { stay, r } = admission;
  if (draw.chance(hospital.diesShare)) {
    const gone = { destination: null, destinationUnit: null, deceased: true };
    world.agenda.plan(activeEnd, (when) => world.record.fact(stay, 'PatientDied', when, {}));
    return world.agenda.plan(activeEnd + HOUR / 2, (when) => world.record.fact(stay, 'PatientDischarged', when, gone));
  }
  const ready = readySlot(world, r, activeEnd);
  if (!draw.chance(hospital.withdrawnShare)) return planReady(world, admission, need, ready);
  const needed = drawNeeds(r, need);
  const worse = ready + r.between(6, 26) * HOUR;
  world.agenda.plan(ready, () => world.record.fact(stay, 'DischargeReadyDeclared', ready, declared(need, admission.municipality, needed)));
  world.agenda.plan(worse, () =>
    world.record.fact(stay, 'DischargeReadyWithdrawn', worse, { reason: r.chance(0.8) ? 'worse' : 'reassessed' }),
  );
  planReady(world, admission, need, readySlot(world, r, worse + r.between(1, 4) * DAY));
}

/** Somebody who will need no municipal care: in and out. */
export function passThrough(world: World, person: MadeUpPerson, at: number): void {
  const r = world.random.fork(`background/${person.index}`);
  const { medianDays, sigma } = world.parameters.stay.background;
  const out = dischargeTime(world, r, at + r.lognormal(medianDays, sigma) * DAY);
  const { stay } = openStay(world, person, at, out, null);
  world.agenda.plan(out, () =>
    world.record.fact(stay, 'PatientDischarged', out, { destination: 'home', destinationUnit: null, deceased: false }),
  );
}

type MovedIn = (place: SimPlace, at: number) => void;

/** `movedIn` tells how life goes on in the place; an ordinary short-term stay unless said otherwise. */
export function planReady(world: World, admission: Admission, need: Need, ready: number, movedIn?: MovedIn): void {
  const { stay, municipality, r } = admission;
  const needs = drawNeeds(r, need);
  const said = declared(need, municipality, needs);
  const assessed = r.chance(0.9) ? ready - r.between(1, 5) * HOUR : withinHours(ready + r.between(6, 30) * HOUR, 8, 17);
  if (need !== 'home-with-care')
    world.agenda.plan(assessed, () => world.record.fact(stay, 'SupportNeedAssessed', assessed, { ...said, municipality }));
  world.agenda.plan(ready, () => world.record.fact(stay, 'DischargeReadyDeclared', ready, said));
  if (need === 'home-with-care') return goHome(world, admission, ready);
  world.agenda.plan(Math.max(ready, assessed), () =>
    world.queues[need].push({
      stay,
      kind: need,
      targets: said.targets,
      municipality,
      needs,
      since: ready,
      from: null,
      promised: false,
      notBefore: 0,
      movedIn: movedIn ?? ((place, at) => need === 'short-term' && enterShortTerm(world, stay, municipality, place, at)),
    }),
  );
}

function goHome(world: World, { stay, r }: Admission, ready: number): void {
  const sameDay = r.chance(world.parameters.hospital.sameDayShare);
  const out = dischargeTime(world, r, sameDay ? ready + 2 * HOUR : instantOn(localDay(ready) + 1, 11) + r.exponential(0.25) * DAY);
  const recent = out > world.now - allItemsDays * DAY;
  const items = recent ? homeReadyItems : (['home-care-ordered', 'transport'] as const);
  for (const item of items) {
    const done =
      ready - 3 * HOUR + (out - HOUR - ready + 3 * HOUR) * Math.sqrt(r.next()) * (item === 'information' || item === 'medicines' ? 0.5 : 1);
    world.agenda.plan(done, () => world.record.fact(stay, 'HomeReadyItemSet', done, { item, done: true }));
  }
  world.agenda.plan(out, () =>
    world.record.fact(stay, 'PatientDischarged', out, { destination: 'home-with-care', destinationUnit: null, deceased: false }),
  );
}

export const declared = (
  need: Need,
  municipality: string,
  needs: PlaceFeature[],
): ToldData<'DischargeReadyDeclared'> & { targets: CareKind[] } => ({
  targets: [need],
  municipality,
  needs,
});

export function drawNeeds(r: Random, need: Need): PlaceFeature[] {
  if (need === 'home-with-care') return [];
  const chances = {
    dementia: need === 'special-housing' ? 0.4 : 0.15,
    lift: 0.15,
    'infection-room': 0.04,
    oxygen: 0.04,
    finnish: 0.02,
  } as const;
  return (Object.keys(chances) as (keyof typeof chances)[]).filter((feature) => r.chance(chances[feature]));
}

export const drawLocation = (r: Random, facility: Facility): Location => {
  const unit = r.pick(wards[facility]);
  return { facility, unit, sourceUnit: null, bed: `${1 + r.int(14)}:${1 + r.int(2)}` };
};

/** Ready notices are given between 9 and 15, more on some weekdays than on others: a day is passed over in proportion. */
function readySlot(world: World, r: Random, from: number): number {
  const weights = world.parameters.hospital.readyWeekday;
  const most = Math.max(...weights);
  let at = withinHours(from, 9, 15);
  for (;;) {
    const day = localDay(at);
    if (r.chance(weights[weekdayOf(day)]! / most)) return instantOn(day, r.between(Math.max(9, localHour(at)), 15));
    at = instantOn(day + 1, 9);
  }
}

/** People leave between 11 and 17, half as often on weekends. */
export function dischargeTime(world: World, r: Random, from: number): number {
  let at = withinHours(from, 11, 17);
  while (isWeekend(localDay(at)) && !r.chance(world.parameters.weekend.discharge)) at = instantOn(localDay(at) + 1, 11);
  return instantOn(localDay(at), r.between(Math.max(11, localHour(at)), 17));
}
