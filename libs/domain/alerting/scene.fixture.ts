// A small Falkenberg for the specs: people, places and feeds told as events to an alert desk, at moments given in hours after the start.
import type { CareKind, Cause, JourneyView, PlaceFeature, PlaceView, UnitView } from '#contracts';
import { emptySituation } from '../causes/situation.ts';
import { AlertDesk, type Told, type WatchedEvent } from './desk.ts';
import { demoAlertPolicy, placementPolicy } from '../policy/shipped.fixture.ts';
import type { AlertPolicy, AlertPolicyAt } from './policy.ts';
import type { Silence } from './silence.ts';

export const start = '2026-11-16T08:00:00.000Z';
export const hoursIn = (hours: number): string => new Date(Date.parse(start) + hours * 3_600_000).toISOString();

interface Person {
  targets?: CareKind[];
  needs?: PlaceFeature[];
  municipality?: string;
  facility?: string;
  /** Lives in this place (a short-term resident) instead of a ward. */
  place?: string;
  expectedDischargeAt?: string;
}

export class Scene {
  readonly told: Told[] = [];
  /** What the desk heard, for those who want to tell it to somebody else. */
  readonly events: WatchedEvent[] = [];
  readonly desk: AlertDesk;
  private revision = 0;
  private readonly journeys = new Map<string, JourneyView>();
  private readonly places = new Map<string, PlaceView>();

  constructor(policy: AlertPolicy | AlertPolicyAt = demoAlertPolicy) {
    this.desk = new AlertDesk(
      { situation: emptySituation(), sources: new Map(), subjects: new Map(), open: new Map(), silences: [] },
      { alerts: typeof policy === 'function' ? policy : () => policy, queue: () => placementPolicy },
    );
  }

  /** A unit with `count` occupied places of one kind, all taken since before the start. */
  unit(unitId: string, kind: CareKind, count: number, options: { municipality?: string; features?: PlaceFeature[] } = {}): this {
    for (let n = 1; n <= count; n++) {
      const place: PlaceView = {
        placeId: `${unitId}:${n}`,
        unitId,
        label: String(n),
        kind,
        municipality: options.municipality ?? '1382',
        features: options.features ?? [],
        status: 'occupied',
        journeyId: null,
        requestId: null,
        heldUntil: null,
        statusSince: hoursIn(-1000),
        closure: null,
        expectedFreeAt: null,
        revision: 1,
      };
      this.places.set(place.placeId, place);
      this.hear('PlaceRegistered', { place }, -1000);
    }
    return this;
  }

  reportingUnit(unitId: string, kind: CareKind, places: number, occupied: number): this {
    const unit: UnitView = {
      unitId,
      name: unitId,
      kind,
      municipality: '1382',
      weekendIntake: true,
      distanceKm: null,
      reported: { places, occupied, at: hoursIn(-1000) },
      expectedVacancies: [],
      revision: 1,
    };
    return this.hear('CapacityReported', { unit }, -1000);
  }

  place(placeId: string, patch: Partial<PlaceView>, hour: number): this {
    const before = this.places.get(placeId)!;
    const place = { ...before, ...patch, statusSince: patch.status ? hoursIn(hour) : before.statusSince, revision: before.revision + 1 };
    this.places.set(placeId, place);
    return this.hear('PlaceOccupied', { place, request: null }, hour);
  }
  frees = (placeId: string, hour: number): this => this.place(placeId, { status: 'free' }, hour);
  takes = (placeId: string, hour: number): this => this.place(placeId, { status: 'occupied' }, hour);
  closes = (placeId: string, hour: number, expectedEndOn: string | null = null): this =>
    this.place(placeId, { closure: { reason: 'maintenance', since: hoursIn(hour), expectedEndOn } }, hour);

  /** Is in care since before the start and not yet ready. */
  admitted(journeyId: string, hour: number, person: Person = {}): this {
    return this.revise(journeyId, { ...this.journeyOf(journeyId, person), waits: [] }, hour);
  }
  /** Ready to leave from `hour` on; Sluss comes to know at `knownAt`. */
  waits(journeyId: string, hour: number, person: Person = {}, knownAt = hour): this {
    const journey = this.journeyOf(journeyId, person);
    const wait = {
      waitId: `w-${journeyId}`,
      legId: `l-${journeyId}`,
      legKind: journey.legs[0]!.kind,
      targets: journey.targets,
      municipality: journey.municipality,
      needs: journey.needs,
      from: hoursIn(hour),
      to: null,
      endedBy: null,
    };
    return this.revise(journeyId, { ...journey, state: 'discharge-ready', waits: [wait] }, knownAt);
  }
  movesAway(journeyId: string, hour: number): this {
    return this.revise(journeyId, { ...this.journeys.get(journeyId)!, state: 'settled', waits: [] }, hour);
  }
  isHeldUpBy(journeyId: string, cause: Pick<Cause, 'gate' | 'kind'> & Partial<Cause>, hour: number): this {
    const whole: Cause = {
      chain: [],
      owner: { role: 'ward', organisation: 'HSV-AVD1' },
      detail: { items: [], until: null, placeId: null, unitId: null },
      ...cause,
    };
    return this.hear(
      'CauseAttributed',
      { journeyId, waitId: `w-${journeyId}`, revision: ++this.revision, since: hoursIn(hour), cause: whole },
      hour,
    );
  }
  heard(sourceId: string, hour: number, facility: string | null = 'HSV'): this {
    return this.hear('SourceHeard', { sourceId, facility }, hour);
  }
  passTo(hour: number): this {
    this.told.push(...this.desk.passTo(hoursIn(hour)));
    return this;
  }
  silence(silence: Omit<Silence, 'silenceId' | 'fingerprint'>): this {
    this.desk.state.silences = [...this.desk.state.silences, { silenceId: 's', fingerprint: null, ...silence }];
    return this;
  }

  open = () => [...this.desk.state.open.values()];
  alert = (rule: string) => this.open().find((a) => a.rule === rule) ?? null;
  types = (rule = 'short-term-shortage') => this.told.filter((t) => t.alert.rule === rule).map((t) => t.type);

  private revise(journeyId: string, journey: JourneyView, hour: number): this {
    const revision = (this.journeys.get(journeyId)?.revision ?? 0) + 1;
    this.journeys.set(journeyId, { ...journey, revision });
    return this.hear('JourneyRevised', { journey: { ...journey, revision }, changes: [], trigger: { type: 'x', eventId: 'x' } }, hour);
  }

  private hear(type: string, data: unknown, hour: number): this {
    const at = hoursIn(hour);
    const event = {
      id: `e-${this.events.length}`,
      type,
      version: 1,
      key: 'k',
      occurredAt: at,
      recordedAt: at,
      causedBy: null,
      actor: 'source:x',
      data,
    };
    this.events.push(event as unknown as WatchedEvent);
    this.told.push(...this.desk.hear([event as unknown as WatchedEvent]));
    return this;
  }

  private journeyOf(journeyId: string, person: Person): JourneyView {
    const municipality = person.municipality ?? '1382';
    const housed = person.place ? this.places.get(person.place)! : null;
    const leg = {
      legId: `l-${journeyId}`,
      kind: housed?.kind ?? 'inpatient',
      unitId: housed?.unitId ?? 'HSV-AVD1',
      sourceUnit: null,
      facility: housed ? null : (person.facility ?? 'HSV'),
      municipality: housed?.municipality ?? null,
      placeId: housed?.placeId ?? null,
      startedAt: hoursIn(-200),
      endedAt: null,
    } as const;
    return {
      journeyId,
      caseRef: `Ä-${journeyId}`,
      patientId: `p-${journeyId}`,
      state: housed ? 'intermediate' : 'planning',
      facility: person.facility ?? 'HSV',
      municipality,
      legs: [leg],
      waits: [],
      targets: person.targets ?? ['short-term'],
      needs: person.needs ?? [],
      homeReady: [],
      planningBasisAt: hoursIn(-100),
      expectedDischargeAt: person.expectedDischargeAt ?? null,
      revision: 1,
      marks: [],
      protectedIdentity: false,
      track: null,
      admittedAt: hoursIn(-200),
      wish: null,
      expectedDischargeMoves: 0,
      noticeSentAt: hoursIn(-150),
      dischargedTo: null,
      readmissionOf: null,
      mergedInto: null,
      endedAt: null,
      gaps: [],
    };
  }
}
