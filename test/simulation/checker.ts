// The invariants, checked on what is committed, after each transaction. It knows the outside (what was sent and acknowledged) and the database's rows,
// never a role's memory. Each finding names its invariant; the first one ends the run.
import type { AlertEvent, AnyEvent, EventOf, JourneyEvent, PlacementEvent, PlaceView, RequestView, SlussEvent } from '#contracts';
import { createHash } from 'node:crypto';
import type { RawCipher } from '#platform';
import type { Letter } from './letters.ts';
import type { Told } from './told.ts';

/** An invariant does not hold. */
export class Broken extends Error {
  constructor(
    readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7',
    what: string,
  ) {
    super(`${invariant}: ${what}`);
  }
}

const contentOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export class Checker {
  readonly events: { readonly role: string; readonly event: AnyEvent }[] = [];
  readonly handled = new Map<string, Set<string>>();
  readonly places = new Map<string, PlaceView>();
  readonly requests = new Map<string, RequestView>();
  readonly journeys = new Map<string, EventOf<'JourneyRevised'>>();
  readonly alerts = new Map<string, AlertEvent['data']['alert']>();
  /** By event and recipient. */
  readonly notices = new Map<string, string>();
  /** Changed since it was last compared with the tables. */
  readonly touched = { places: new Set<string>(), requests: new Set<string>(), alerts: new Set<string>() };
  private readonly ids = new Set<string>();
  private readonly versions = new Map<string, number>();
  private readonly causes = new Map<string, number>();
  private readonly messages = new Map<string, string[]>();
  private readonly early: Letter[] = [];
  /** Facts by the message that told them. */
  private readonly facts = new Map<string, SlussEvent[]>();

  constructor(private readonly cipher: RawCipher) {}

  take(told: Told): void {
    switch (told.what) {
      case 'event':
        return this.event(told.role, told.stream, told.version, JSON.parse(told.text) as AnyEvent);
      case 'message': {
        const content = contentOf(this.cipher.open(told.raw));
        this.messages.set(content, [...(this.messages.get(content) ?? []), told.id]);
        if (this.messages.get(content)!.length > 1)
          throw new Broken('I1', `a message is stored twice, as ${this.messages.get(content)!.join(' and ')}`);
        return;
      }
      case 'notice': {
        const before = this.notices.get(told.about);
        if (before !== undefined && before !== told.id)
          throw new Broken('I5', `notice ${told.about} has two ids, ${before} and ${told.id}`);
        this.notices.set(told.about, told.id);
        return;
      }
      case 'parked':
        throw new Broken('I4', `${told.group} could not handle an event and parked it: ${told.why}`);
      case 'rewound':
        this.handled.delete(told.group);
        return;
      case 'handled': {
        const done = this.handled.get(told.group) ?? new Set();
        this.handled.set(told.group, done);
        if (done.has(told.id)) throw new Broken('I2', `${told.group} handled event ${told.id} twice`);
        done.add(told.id);
      }
    }
  }

  /** A letter was answered with yes. Asked again at the end of the step: then all that was under way is done, or gone. */
  acknowledged(letter: Letter): void {
    if (!this.messages.has(contentOf(letter.bytes))) this.early.push(letter);
  }

  /** At the end of a step. */
  settle(): void {
    for (const letter of this.early.splice(0)) {
      const late = this.messages.has(contentOf(letter.bytes));
      if (late) throw new Broken('I6', `letter ${letter.number} was acknowledged before it was committed`);
      throw new Broken('I1', `letter ${letter.number} (${letter.about}) was acknowledged and is not stored`);
    }
  }

  /** Every letter's facts are there once: nothing acknowledged is without them, and no fact is there that nobody told. */
  storedOnce(letters: readonly Letter[], expected: (letter: Letter) => number): void {
    const known = new Set<string>();
    for (const letter of letters) {
      const id = this.messages.get(contentOf(letter.bytes))?.[0];
      if (id === undefined) {
        if (letter.acknowledged) throw new Broken('I1', `letter ${letter.number} (${letter.about}) was acknowledged and is not stored`);
        continue;
      }
      known.add(id);
      const facts = this.facts.get(id) ?? [];
      if (letter.acknowledged && facts.length !== expected(letter))
        throw new Broken('I1', `letter ${letter.number} (${letter.about}) tells ${expected(letter)} facts, and ${facts.length} are stored`);
    }
    for (const [id, [fact]] of this.facts)
      if (!known.has(id)) throw new Broken('I1', `fact ${fact!.type} ${fact!.id} comes from no letter`);
  }

  private event(role: string, stream: string, version: number, event: AnyEvent): void {
    const name = `${role}/${stream}`;
    const before = this.versions.get(name) ?? 0;
    if (version !== before + 1) throw new Broken('I4', `stream ${name} goes from version ${before} to ${version}`);
    this.versions.set(name, version);
    if (this.ids.has(event.id)) throw new Broken('I2', `event ${event.id} is stored twice`);
    this.ids.add(event.id);
    this.events.push({ role, event });
    if (role === 'intake') {
      if (event.type !== 'SourceHeard') this.facts.set(event.causedBy ?? '', [...(this.facts.get(event.causedBy ?? '') ?? []), event]);
    } else if (role === 'flow') this.journey(event as JourneyEvent);
    else if (role === 'placement') this.placed(event as PlacementEvent);
    else if (role === 'alerting') this.alert(event as AlertEvent);
  }

  private journey(event: JourneyEvent): void {
    if (event.type === 'JourneyRevised') {
      const { journey } = event.data;
      const before = this.journeys.get(journey.journeyId)?.data.journey.revision ?? 0;
      if (journey.revision !== before + 1)
        throw new Broken('I4', `journey ${journey.journeyId} goes from revision ${before} to ${journey.revision}`);
      this.journeys.set(journey.journeyId, event);
    } else if (event.type === 'CauseAttributed') {
      const { waitId, revision } = event.data;
      const before = this.causes.get(waitId) ?? 0;
      if (revision !== before + 1) throw new Broken('I4', `the cause of ${waitId} goes from revision ${before} to ${revision}`);
      this.causes.set(waitId, revision);
    }
  }

  private placed({ data }: PlacementEvent): void {
    if ('place' in data && data.place) this.place(data.place);
    if ('request' in data && data.request) this.request(data.request);
  }

  private place(place: PlaceView): void {
    const before = this.places.get(place.placeId);
    const holder = (p: PlaceView) => p.requestId ?? p.journeyId ?? (p.status === 'occupied' ? 'somebody' : null);
    if (before && before.status !== 'free' && place.status !== 'free' && holder(before) !== holder(place))
      throw new Broken('I3', `place ${place.placeId} is given to ${holder(place)} while ${holder(before)} has it`);
    if (place.revision !== (before?.revision ?? 0) + 1)
      throw new Broken('I4', `place ${place.placeId} goes from revision ${before?.revision ?? 0} to ${place.revision}`);
    this.places.set(place.placeId, place);
    this.touched.places.add(place.placeId);
    const { journeyId } = place;
    if (journeyId === null) return;
    const same = [...this.places.values()].filter(
      (p) => p.journeyId === journeyId && (p.status === 'occupied') === (place.status === 'occupied'),
    );
    // Of two places under one journey the first may be given up in the same transaction: looked at again when that is done.
    if (same.length > 1) this.twice.add(journeyId);
  }

  private request(request: RequestView): void {
    const before = this.requests.get(request.requestId)?.revision ?? 0;
    // Two events of one act may carry the same revision.
    if (request.revision !== before + 1 && request.revision !== before)
      throw new Broken('I4', `request ${request.requestId} goes from revision ${before} to ${request.revision}`);
    this.requests.set(request.requestId, request);
    this.touched.requests.add(request.requestId);
  }

  private readonly twice = new Set<string>();

  /** When a transaction's events have all been taken. */
  committed(): void {
    for (const journeyId of this.twice) {
      const held = [...this.places.values()].filter((p) => p.journeyId === journeyId);
      const home = held.filter((p) => p.status === 'occupied');
      if (home.length > 1 || held.length - home.length > 1)
        throw new Broken('I3', `journey ${journeyId} has ${held.map((p) => `${p.placeId} ${p.status}`).join(' and ')}`);
    }
    this.twice.clear();
  }

  private alert({ type, data: { alert } }: AlertEvent): void {
    const before = this.alerts.get(alert.alertId);
    if (alert.revision !== (before?.revision ?? 0) + 1)
      throw new Broken('I5', `alert ${alert.alertId} goes from revision ${before?.revision ?? 0} to ${alert.revision}`);
    if ((type === 'AlertRaised') !== (before === undefined))
      throw new Broken('I5', `alert ${alert.alertId}: ${type} as its event ${alert.revision}`);
    if (before?.state === 'resolved') throw new Broken('I5', `alert ${alert.alertId}: ${type} after it was resolved`);
    const open = [...this.alerts.values()].find(
      (a) => a.fingerprint === alert.fingerprint && a.state !== 'resolved' && a.alertId !== alert.alertId,
    );
    if (open && alert.state !== 'resolved') throw new Broken('I5', `${alert.alertId} is open while ${open.alertId} is`);
    this.alerts.set(alert.alertId, alert);
    this.touched.alerts.add(alert.alertId);
  }
}
