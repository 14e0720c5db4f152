// What every part of the history shares: the agenda, the places, the queues in front of them, and the pen that writes it down.
import type { CareKind, PlaceFeature } from '#contracts';
import type { Parameters } from '../parameters.ts';
import { personAt, type Identifier, type MadeUpPerson } from '../people.ts';
import type { Random } from '../random.ts';
import type { Facility } from '../region.ts';
import { Agenda } from './agenda.ts';
import type { PlaceKind, Places, SimPlace } from './places.ts';
import { type Record, type Stay, VISIT_AUTHORITY } from './record.ts';

/** Somebody who is ready to leave and waits for a place. */
export interface Waiting {
  readonly stay: Stay;
  readonly kind: PlaceKind;
  readonly targets: CareKind[];
  readonly municipality: string;
  readonly needs: PlaceFeature[];
  readonly since: number;
  /** The place left behind on moving; null for who comes from hospital. */
  readonly from: SimPlace | null;
  promised: boolean;
  /** Cannot be offered a place before this time (after a declined offer). */
  notBefore: number;
  readonly movedIn: (place: SimPlace, at: number) => unknown;
}

export class World {
  readonly agenda = new Agenda();
  readonly queues: { readonly [K in PlaceKind]: Waiting[] } = { 'short-term': [], 'special-housing': [] };
  /** Set by the history: what a readmission and an emptied place lead to. */
  admitAgain: (person: MadeUpPerson, at: number) => void = () => {};
  vacated: (place: SimPlace, at: number) => void = () => {};
  private people = 0;
  private visits = 0;

  constructor(
    readonly seed: string,
    readonly random: Random,
    readonly parameters: Parameters,
    readonly places: Places,
    readonly record: Record,
    readonly start: number,
    readonly now: number,
  ) {}

  newPerson(): MadeUpPerson {
    return personAt(this.seed, this.people++);
  }

  newStay(person: MadeUpPerson, facility: Facility, visit = this.nextVisit()): Stay {
    return { person, facility, visit, facts: 0 };
  }

  private nextVisit(): Identifier {
    return { system: VISIT_AUTHORITY, value: `V${100_001 + this.visits++}` };
  }

  waiting(kind: PlaceKind, municipality: string): Waiting[] {
    return this.queues[kind].filter((w) => w.municipality === municipality && !w.promised);
  }

  leaveQueue(waiting: Waiting): void {
    const queue = this.queues[waiting.kind];
    queue.splice(queue.indexOf(waiting), 1);
  }
}
