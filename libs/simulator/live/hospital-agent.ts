// The three hospitals in the live demo: admit, plan, move, declare ready, discharge. Their word goes out as ADT over MLLP, as a hospital's does;
// notices and the municipality's planning go as JSON, for no ADT message carries them.
import { cloudEventType, type CareKind, type FactType } from '#contracts';
import { adtBytes, type AdtContent, type Trigger } from '../adt.ts';
import { DAY, HOUR, instantOn, iso, localDay, localHour } from '../calendar.ts';
import { deliver } from '../feed-faults.ts';
import { drawLocation, drawNeeds } from '../history/hospital.ts';
import { MUNICIPAL_SOURCE, VISIT_AUTHORITY, type ToldData } from '../history/record.ts';
import { storyVisit } from '../history/staging.ts';
import type { Parameters } from '../parameters.ts';
import { DEMO_AUTHORITY, personAt, type Identifier } from '../people.ts';
import type { Random } from '../random.ts';
import { drawFacility, type Facility } from '../region.ts';
import type { ApiClient } from './api-client.ts';
import { setback, turns, wayHome, wayToReady, type Act, type InBed, type Register } from './hospital-register.ts';

/** A hospital's line to Sluss. */
export interface Line {
  send(message: Uint8Array): Promise<unknown>;
}

export interface HospitalTools {
  readonly seed: string;
  readonly random: Random;
  readonly parameters: Parameters;
  readonly register: Register;
  readonly links: Readonly<Record<Facility, Line>>;
  readonly api: ApiClient;
  readonly now: () => number;
}

export class HospitalAgent {
  private readonly batch: string;

  constructor(private readonly tools: HospitalTools) {
    // Numbers of this run: a register that was lost must not lead to the same number for somebody else.
    this.batch = Math.floor(tools.now() / 1000)
      .toString(36)
      .toUpperCase();
  }

  /** What is due after `passed` more of the demo's own time. One failing act does not stop the others; it is tried again. */
  async live(passed: number, trouble: (error: unknown) => void): Promise<void> {
    const { register } = this.tools;
    register.lived += passed;
    await this.admitSome(passed).catch(trouble);
    for (const patient of register.patients.slice()) {
      for (const due of patient.plan.filter((p) => p.at <= register.lived)) {
        try {
          await this.perform(patient, due.act);
          patient.plan = patient.plan.filter((p) => p !== due);
        } catch (error) {
          trouble(error);
        }
      }
    }
    for (const message of register.late.filter(({ at }) => at <= register.lived)) {
      const sent = this.tools.links[message.facility].send(Buffer.from(message.base64, 'base64'));
      await sent.then(() => register.late.splice(register.late.indexOf(message), 1), trouble);
    }
  }

  /** Says again what is known of somebody on each site: feeds are full of updates that change nothing. */
  async murmur(): Promise<void> {
    for (const facility of ['HSH', 'HSV', 'HSK'] as const) {
      const here = this.tools.register.patients.filter((p) => p.facility === facility && p.dischargedAt === undefined);
      if (here.length) await this.tell(this.tools.random.pick(here), 'A08');
    }
  }

  inBed(visit: string): InBed | undefined {
    return this.tools.register.patients.find((p) => p.visit.value === visit);
  }

  async declareReady(patient: InBed): Promise<void> {
    const need = patient.need ?? 'home-with-care';
    const at = this.tools.now();
    const municipality = patient.person.municipality;
    await this.tell(patient, 'A08', { ready: { at, targets: [need], needs: patient.needs, municipality } });
    patient.readyAt = at;
    const { random, parameters } = this.tools;
    // The story's own patient stays ready: somebody is about to find her a place.
    if (patient.visit.value !== storyVisit.value && random.chance(parameters.hospital.withdrawnShare)) this.plan(patient, setback(random));
    else if (need === 'home-with-care') this.plan(patient, wayHome(random.between(0.15, 1.3) * DAY));
  }

  async discharge(patient: InBed, kind: CareKind): Promise<void> {
    const at = this.tools.now();
    await this.tell(patient, 'A03', {}, { dischargedAt: at, destination: { kind } });
    const home = kind === 'home' || kind === 'home-with-care';
    if (home && this.tools.random.chance(this.tools.parameters.feed.cancelled)) {
      patient.dischargedAt = at;
      patient.plan = [];
      this.plan(patient, [{ at: HOUR, act: 'discharge-back' }]);
    } else this.leaves(patient);
  }

  /** The municipality's word about somebody in hospital, by the number of the visit. */
  say<T extends FactType>(visit: Identifier, type: T, data: ToldData<T>): Promise<void> {
    return this.sayOf(type, { visit, ...data });
  }

  /** The same with the journey, or whatever else the fact names, in its data. */
  async sayOf(type: FactType, data: Record<string, unknown>): Promise<void> {
    const at = this.tools.now();
    await this.tools.api.post('/intake/events', {
      specversion: '1.0',
      id: `live-${this.batch}-${this.tools.register.messages++}`,
      source: MUNICIPAL_SOURCE,
      type: cloudEventType(type, 1),
      time: iso(at),
      data,
    });
  }

  private async perform(patient: InBed, act: Act): Promise<void> {
    const { visit, person } = patient;
    const { municipality } = person;
    const need: CareKind = patient.need ?? 'home-with-care';
    switch (act) {
      case 'notice':
        return this.say(visit, 'AdmissionNoticeSent', {});
      case 'acknowledge':
        return this.say(visit, 'NoticeAcknowledged', {});
      case 'basis':
        return this.say(visit, 'PlanningBasisCompleted', {
          track: need === 'home-with-care' ? 'green' : need === 'short-term' ? 'yellow' : 'red',
        });
      case 'assess':
        return this.say(visit, 'SupportNeedAssessed', { targets: [need], municipality, needs: patient.needs });
      case 'estimate':
        return this.tell(patient, 'A08');
      case 'transfer':
        patient.movedFrom = patient.location;
        patient.location = drawLocation(this.tools.random, patient.facility);
        return this.tell(patient, 'A02');
      case 'transfer-back':
        patient.location = patient.movedFrom ?? patient.location;
        return this.tell(patient, 'A12');
      case 'ready':
        return this.declareReady(patient);
      case 'not-ready':
        return this.withdrawReady(patient);
      case 'leave-starts':
        return this.tell(patient, 'A21', {}, { expectedReturnAt: this.tools.now() + DAY });
      case 'leave-ends':
        return this.tell(patient, 'A22');
      case 'discharge-home':
        return this.discharge(patient, patient.need === null ? 'home' : 'home-with-care');
      case 'discharge-back':
        return this.takeBackDischarge(patient);
      case 'cancel-admission':
        await this.tell(patient, 'A11');
        return this.leaves(patient);
      case 'merge':
        return this.merge(patient);
      default:
        return this.say(visit, 'HomeReadyItemSet', { item: act, done: true });
    }
  }

  private async admitSome(passed: number): Promise<void> {
    const { arrivals, feed } = this.tools.parameters;
    const { random, seed, register } = this.tools;
    const withNeed = random.poisson((arrivals.withNeed * passed) / DAY);
    const others = random.poisson((arrivals.background * arrivals.backgroundShare * passed) / DAY);
    for (let i = 0; i < withNeed + others; i++) {
      const number = register.admissions++;
      const person = personAt(seed, Math.floor(this.tools.now() / 1000) + number);
      const need = i < withNeed ? random.weighted(this.tools.parameters.need) : null;
      const facility = drawFacility(random, person.municipality);
      const visit = { system: VISIT_AUTHORITY, value: `L${this.batch}${number}` };
      const needs = need ? drawNeeds(random, need) : [];
      const location = drawLocation(random, facility);
      const patient: InBed = { visit, person, facility, location, admittedAt: this.tools.now(), need, needs, readyAt: null, plan: [] };
      const length = this.tools.parameters.stay[need ? 'withNeed' : 'background'];
      const stay = Math.max(0.3, random.lognormal(length.medianDays, length.sigma)) * DAY;
      this.plan(patient, need ? wayToReady(stay) : [{ at: stay, act: 'discharge-home' }]);
      this.plan(patient, turns(random, stay, this.tools.parameters));
      if (random.chance(feed.cancelled)) patient.plan = [{ at: register.lived + 2 * HOUR, act: 'cancel-admission' }];
      if (random.chance(feed.merged)) {
        patient.reserve = { system: DEMO_AUTHORITY, value: `R${visit.value}` };
        this.plan(patient, [{ at: HOUR, act: 'merge' }]);
      }
      await this.tell(patient, 'A01');
      register.patients.push(patient);
    }
  }

  /** It turned out who it is: the reserve number given at the door goes into the person's own. */
  private async merge(patient: InBed): Promise<void> {
    const { reserve: merged, person } = patient;
    if (!merged) return;
    await this.send(patient.facility, { ...this.about(patient, 'A40'), person, merged });
    delete patient.reserve;
  }

  private async withdrawReady(patient: InBed): Promise<void> {
    patient.readyAt = null;
    await this.tell(patient, 'A08', { notReady: { at: this.tools.now(), worse: this.tools.random.chance(0.8) } });
  }

  private async takeBackDischarge(patient: InBed): Promise<void> {
    await this.tell(patient, 'A13');
    delete patient.dischargedAt;
    const left = this.tools.random.between(0.15, 1.3) * DAY;
    this.plan(patient, patient.need === null ? [{ at: left, act: 'discharge-home' }] : wayHome(left));
  }

  private leaves(patient: InBed): void {
    const { patients } = this.tools.register;
    patients.splice(patients.indexOf(patient), 1);
  }

  private plan(patient: InBed, acts: InBed['plan']): void {
    patient.plan.push(...acts.map(({ at, act }) => ({ at: this.tools.register.lived + at, act })));
  }

  private tell(
    patient: InBed,
    trigger: Trigger,
    more: Partial<AdtContent> = {},
    stay: Partial<NonNullable<AdtContent['stay']>> = {},
  ): Promise<void> {
    const { visit, location, admittedAt } = patient;
    const expectedAt = patient.need === null || stay.dischargedAt ? undefined : this.estimate(patient);
    const whole = { visit, location, admittedAt, ...(expectedAt === undefined ? {} : { expectedAt }), ...stay };
    return this.send(patient.facility, { ...this.about(patient, trigger), stay: whole, ...more });
  }

  private about(patient: InBed, trigger: Trigger): AdtContent {
    const at = this.tools.now();
    const controlId = `${patient.facility}${this.batch}${this.tools.register.messages++}`;
    const person = patient.reserve ? { ...patient.person, identifier: patient.reserve } : patient.person;
    return { trigger, controlId, facility: patient.facility, person, occurredAt: at, sentAt: at };
  }

  /** The day on which the plan says ready, at one o'clock; today for who is ready. */
  private estimate(patient: InBed): number {
    const ready = patient.plan.find((p) => p.act === 'ready' || p.act === 'discharge-home')?.at ?? this.tools.register.lived;
    const day = localDay(this.tools.now() + Math.max(0, ready - this.tools.register.lived));
    return instantOn(day + (localHour(this.tools.now()) > 13 && day === localDay(this.tools.now()) ? 1 : 0), 13);
  }

  private async send(facility: Facility, content: AdtContent): Promise<void> {
    const bytes = adtBytes(content);
    const { lived, late } = this.tools.register;
    const delivery = deliver(this.tools.random, this.tools.parameters.feed, lived);
    // A ready notice is what the screen waits for: it is never the one that comes late.
    if (delivery.sendAt > lived && !content.ready && content.trigger !== 'A01') {
      late.push({ at: delivery.sendAt, facility, base64: Buffer.from(bytes).toString('base64') });
      return;
    }
    for (let i = 0; i < delivery.times; i++) await this.tools.links[facility].send(bytes);
  }
}
