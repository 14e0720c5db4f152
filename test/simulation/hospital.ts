// The hospitals' side: patients come, move, become ready and leave, and some of it turns out to be wrong. Each call tells one more thing about somebody.
import { adtBytes, personAt, type AdtContent, type MadeUpPerson, type Random, type Trigger } from '#simulator';
import { virtualClock } from './chance.ts';
import type { Letters } from './letters.ts';

export type Stage = 'in' | 'ready' | 'away' | 'out';

export interface Patient {
  readonly number: number;
  readonly facility: 'HSH' | 'HSV';
  person: MadeUpPerson;
  visit: string;
  stage: Stage;
  ward: string;
  admittedAt: number;
  readyAt: number | null;
  leftAt: number | null;
}

const wards = { HSH: ['HSH-AVD11', 'HSH-GERI', 'HSH-STROKE', 'HSH-ORTO'], HSV: ['HSV-AVD1', 'HSV-AVD2', 'HSV-STROKE'] } as const;
const minute = 60_000;
export const VISITS = 'halland-visit';

export class Hospitals {
  readonly patients: Patient[] = [];
  private readonly controls: Record<string, number> = { HSH: 0, HSV: 0 };
  private visits = 0;

  constructor(
    private readonly random: Random,
    private readonly letters: Letters,
  ) {}

  /** One message; answers what it was about. */
  tell(): string {
    const { random } = this;
    const here = this.patients.filter((p) => p.stage !== 'out');
    if (here.length === 0 || (here.length < 7 && random.chance(0.35))) return this.admit();
    const patient = random.chance(0.85) && here.length > 0 ? random.pick(here) : random.pick(this.patients);
    return this.say(patient, random.weighted(nextFor[patient.stage] as Record<Said, number>));
  }

  private admit(): string {
    const { random } = this;
    const back = this.patients.filter((p) => p.stage === 'out');
    const known = back.length > 0 && random.chance(0.25) ? random.pick(back) : null;
    const facility = known?.facility ?? (random.chance(0.7) ? 'HSH' : 'HSV');
    const number = this.patients.length;
    const person = known?.person ?? { ...personAt('simulation', number), municipality: random.chance(0.7) ? '1382' : '1380' };
    const now = virtualClock.now().getTime();
    const patient: Patient = {
      number,
      facility,
      person,
      visit: this.newVisit(),
      stage: 'in',
      ward: random.pick(wards[facility]),
      admittedAt: now,
      readyAt: null,
      leftAt: null,
    };
    this.patients.push(patient);
    return this.write(patient, 'A01');
  }

  private say(patient: Patient, said: Said): string {
    const { random } = this;
    const now = virtualClock.now().getTime();
    switch (said) {
      case 'moves': {
        const previous = place(patient);
        patient.ward = random.pick(wards[patient.facility]);
        return this.write(patient, 'A02', {}, { previous });
      }
      case 'is-expected':
        return this.write(patient, 'A16', {}, { expectedAt: now + random.int(4 * 24 * 60) * minute });
      case 'is-ready':
        return this.becomesReady(patient, now);
      case 'is-not-ready':
        Object.assign(patient, { stage: 'in', readyAt: null });
        return this.write(patient, 'A08', { notReady: { at: now, worse: random.chance(0.5) } });
      case 'leaves-for-a-while':
        patient.stage = 'away';
        return this.write(patient, 'A21', {}, { expectedReturnAt: now + 24 * 60 * minute });
      case 'returns':
        patient.stage = 'in';
        return this.write(patient, 'A22');
      case 'is-discharged':
        return this.discharge(patient, now);
      case 'was-not-discharged':
        Object.assign(patient, { stage: patient.readyAt === null ? 'in' : 'ready', leftAt: null });
        return this.write(patient, 'A13');
      case 'was-never-here':
        patient.stage = 'out';
        return this.write(patient, 'A11');
      case 'is-somebody-else':
        return this.merge(patient);
      case 'has-a-name':
        return this.write(patient, 'A08');
    }
  }

  private becomesReady(patient: Patient, now: number): string {
    const { random } = this;
    Object.assign(patient, { stage: 'ready', readyAt: now - random.int(120) * minute });
    const targets = random.pick([
      ['short-term'],
      ['short-term'],
      ['special-housing'],
      ['short-term', 'special-housing'],
      ['home-with-care'],
    ] as const);
    const needs = random.chance(0.2) ? (['single-room'] as const) : [];
    return this.write(patient, 'A08', { ready: { at: patient.readyAt!, targets, needs, municipality: patient.person.municipality } });
  }

  private discharge(patient: Patient, now: number): string {
    const { random } = this;
    Object.assign(patient, { stage: 'out', leftAt: now });
    const kind = random.pick(['short-term', 'short-term', 'special-housing', 'home', 'home-with-care', null] as const);
    const deceased = kind === null && random.chance(0.3);
    return this.write(patient, 'A03', {}, { dischargedAt: now, destination: { kind, deceased } });
  }

  /** The same person under a second number: from now on the new one counts. */
  private merge(patient: Patient): string {
    const merged = patient.person.identifier;
    const person = { ...patient.person, identifier: { system: 'SLUSS-DEMO', value: `M${100_000 + this.visits}-${patient.number}` } };
    for (const other of this.patients) if (other.person.identifier.value === merged.value) other.person = person;
    return this.write(patient, 'A40', { merged, stay: undefined as never });
  }

  private write(
    patient: Patient,
    trigger: Trigger,
    more: Partial<AdtContent> = {},
    stay: Partial<NonNullable<AdtContent['stay']>> = {},
  ): string {
    const now = virtualClock.now().getTime();
    const { facility, person } = patient;
    // A sender that loses its counter uses an id again: other content under a known control id.
    const used = this.controls[facility]!;
    const control = used > 3 && this.random.chance(0.04) ? 1 + this.random.int(used) : (this.controls[facility] = used + 1);
    const bytes = adtBytes({
      trigger,
      controlId: `${facility}-${control}`,
      facility,
      person,
      occurredAt: now - this.random.int(20) * minute,
      sentAt: now,
      stay: { visit: { system: VISITS, value: patient.visit }, location: place(patient), admittedAt: patient.admittedAt, ...stay },
      ...more,
    });
    const { number } = this.letters.add(facility, `${trigger} patient ${patient.number}`, bytes);
    return `${trigger} patient ${patient.number} as letter ${number}`;
  }

  private newVisit(): string {
    this.visits += 1;
    return `S-${this.visits}`;
  }
}

const place = ({ facility, ward }: Patient) => ({ facility, unit: ward, sourceUnit: null, bed: null });

type Said =
  | 'moves'
  | 'is-expected'
  | 'is-ready'
  | 'is-not-ready'
  | 'leaves-for-a-while'
  | 'returns'
  | 'is-discharged'
  | 'was-not-discharged'
  | 'was-never-here'
  | 'is-somebody-else'
  | 'has-a-name';

const nextFor: Record<Stage, Partial<Record<Said, number>>> = {
  in: {
    moves: 3,
    'is-expected': 1,
    'is-ready': 6,
    'leaves-for-a-while': 0.5,
    'is-discharged': 1,
    'was-never-here': 0.3,
    'is-somebody-else': 0.4,
    'has-a-name': 1,
  },
  ready: { moves: 1, 'is-not-ready': 1, 'is-ready': 1, 'is-discharged': 4, 'is-somebody-else': 0.3, 'has-a-name': 1 },
  away: { returns: 3, 'is-discharged': 1 },
  out: { 'was-not-discharged': 1, 'has-a-name': 1, 'is-somebody-else': 0.3 },
};
