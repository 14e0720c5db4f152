// The made-up hospitals' own record of who is in their beds and what is planned for them. It is what a hospital knows itself; of places it knows
// nothing. Kept as plain data so that a restart goes on where it was.
import type { Location, PlaceFeature } from '#contracts';
import { DAY, HOUR } from '../calendar.ts';
import type { HistoryItem } from '../history/item.ts';
import { STORY_MUNICIPALITY, storyPerson, storyVisit } from '../history/staging.ts';
import type { Need } from '../history/hospital.ts';
import type { Parameters } from '../parameters.ts';
import { personOf, type Identifier, type MadeUpPerson } from '../people.ts';
import { randomFrom, type Random } from '../random.ts';
import type { Facility } from '../region.ts';

export type Act =
  | 'notice'
  | 'acknowledge'
  | 'basis'
  | 'estimate'
  | 'transfer'
  | 'transfer-back'
  | 'assess'
  | 'ready'
  | 'not-ready'
  | 'leave-starts'
  | 'leave-ends'
  | 'cancel-admission'
  | 'merge'
  | 'discharge-home'
  | 'discharge-back'
  | 'medicines'
  | 'aids'
  | 'information'
  | 'home-care-ordered'
  | 'transport';

export interface InBed {
  readonly visit: Identifier;
  person: MadeUpPerson;
  readonly facility: Facility;
  location: Location;
  readonly admittedAt: number;
  /** Null for who will need no municipal care. */
  readonly need: Need | null;
  readonly needs: PlaceFeature[];
  readyAt: number | null;
  /** The number given at the door, until it is known who it is. */
  reserve?: Identifier;
  /** The ward before the last move. */
  movedFrom?: Location;
  /** Told to have left, by mistake: it will be taken back. */
  dischargedAt?: number;
  /** Planned acts by the demo's own time (milliseconds lived since the first start). */
  plan: { at: number; act: Act }[];
}

/** A message that is written and not yet sent. */
export interface Late {
  readonly at: number;
  readonly facility: Facility;
  readonly base64: string;
}

export interface Register {
  readonly patients: InBed[];
  readonly late: Late[];
  /** How long the demo has lived, at its own pace. */
  lived: number;
  storyTold: boolean;
  /** Counts admissions and messages, so that numbers are used once. */
  admissions: number;
  messages: number;
}

interface Told {
  patient: Identifier;
  visit: Identifier;
  location?: Location;
  municipality?: string | null;
  protectedIdentity?: boolean;
  targets?: string[];
  needs?: PlaceFeature[];
}

/** Falkenberg's beds stay as they are while whoever opened the demo places there. */
const storyPause = 8 * HOUR;

/** Who is in hospital at the end of a history. */
export function registerAfter(items: readonly HistoryItem[], seed: string, parameters: Parameters): Register {
  const inBed = new Map<string, InBed>();
  const done = new Map<string, Set<string>>();
  for (const item of [...items].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0))) {
    if (item.kind !== 'fact') continue;
    const type = item.event.type.split('.')[2]!;
    const told = item.event.data as unknown as Told;
    const number = told.visit.value;
    if (type === 'PatientAdmitted') inBed.set(number, admitted(told, Date.parse(item.occurredAt), seed));
    if (type === 'PatientDischarged' || type === 'PatientDied') inBed.delete(number);
    const patient = inBed.get(number);
    if (!patient) continue;
    (done.get(number) ?? done.set(number, new Set()).get(number)!).add(type);
    if (type === 'PersonStated')
      patient.person = { ...patient.person, municipality: told.municipality!, protectedIdentity: told.protectedIdentity! };
    if (type === 'PatientTransferred') patient.location = told.location!;
    if (type === 'DischargeReadyWithdrawn') patient.readyAt = null;
    if (type === 'DischargeReadyDeclared')
      Object.assign(patient, { readyAt: Date.parse(item.occurredAt), need: told.targets![0], needs: told.needs });
  }
  const patients = [...inBed.values()].map((patient) => planned(patient, done.get(patient.visit.value)!, seed, parameters));
  return { patients, late: [], lived: 0, storyTold: false, admissions: 0, messages: 0 };
}

function admitted(told: Told, at: number, seed: string): InBed {
  const person = told.visit.value === storyVisit.value ? storyPerson : personOf(seed, told.patient);
  const location = told.location!;
  const facility = location.facility as Facility;
  return { visit: told.visit, person, facility, location, admittedAt: at, need: null, needs: [], readyAt: null, plan: [] };
}

function planned(patient: InBed, done: ReadonlySet<string>, seed: string, parameters: Parameters): InBed {
  const r = randomFrom(`${seed}/live/${patient.visit.value}`);
  if (patient.visit.value === storyVisit.value) return { ...patient, need: 'short-term', needs: [] };
  if (!done.has('AdmissionNoticeSent') && !done.has('ExpectedDischargeSet')) {
    return { ...patient, need: null, plan: [{ at: r.exponential(1.5) * DAY, act: 'discharge-home' }] };
  }
  if (patient.readyAt !== null) return { ...patient, plan: patient.need === 'home-with-care' ? wayHome(r.between(0.02, 1.1) * DAY) : [] };
  const need = r.weighted(parameters.need);
  const spared = patient.person.municipality === STORY_MUNICIPALITY && need !== 'home-with-care' ? storyPause : 0;
  const ready = spared + r.exponential(4) * DAY;
  return { ...patient, need, plan: [...wayToReady(ready, done), ...turns(r, ready, parameters)] };
}

/** What may come in between on the way to ready: another ward, sometimes by mistake, and a night or two at home. */
export function turns(r: Random, ready: number, { hospital, feed }: Parameters): InBed['plan'] {
  const plan: InBed['plan'] = [];
  if (r.chance(hospital.transferShare)) {
    plan.push({ at: ready * 0.4, act: 'transfer' });
    if (r.chance(feed.cancelled)) plan.push({ at: ready * 0.4 + HOUR, act: 'transfer-back' });
  }
  if (r.chance(hospital.leaveShare)) plan.push({ at: ready * 0.5, act: 'leave-starts' }, { at: ready * 0.7, act: 'leave-ends' });
  return plan;
}

/** Ready after all was too early: worse within a day, and ready again some days later. */
export function setback(r: Random): InBed['plan'] {
  const worse = r.between(6, 26) * HOUR;
  return [
    { at: worse, act: 'not-ready' },
    { at: worse + r.between(1, 4) * DAY, act: 'ready' },
  ];
}

export const wayToReady = (ready: number, done: ReadonlySet<string> = new Set()): InBed['plan'] => [
  ...(done.has('AdmissionNoticeSent') ? [] : [{ at: Math.min(ready * 0.1, 5 * HOUR), act: 'notice' as const }]),
  ...(done.has('NoticeAcknowledged') ? [] : [{ at: Math.min(ready * 0.2, 9 * HOUR), act: 'acknowledge' as const }]),
  ...(done.has('ExpectedDischargeSet') ? [] : [{ at: Math.min(ready * 0.3, 20 * HOUR), act: 'estimate' as const }]),
  ...(done.has('PlanningBasisCompleted') ? [] : [{ at: Math.min(ready * 0.5, 30 * HOUR), act: 'basis' as const }]),
  { at: ready * 0.9, act: 'assess' },
  { at: ready, act: 'ready' },
];

/** What must be done before somebody goes home, spread over the time that is left. */
export const wayHome = (left: number): InBed['plan'] => [
  { at: left * 0.1, act: 'information' },
  { at: left * 0.3, act: 'medicines' },
  { at: left * 0.5, act: 'home-care-ordered' },
  { at: left * 0.7, act: 'aids' },
  { at: left * 0.9, act: 'transport' },
  { at: left, act: 'discharge-home' },
];
