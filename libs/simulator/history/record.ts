// Writes what happens in the simulation as history items: the facts as CloudEvents with the sender's own numbers, and placement commands.
import { cloudEventType, type DataOf, type FactType } from '#contracts';
import { HOUR, iso } from '../calendar.ts';
import type { Parameters } from '../parameters.ts';
import type { Identifier, MadeUpPerson } from '../people.ts';
import type { Random } from '../random.ts';
import type { Facility } from '../region.ts';
import type { HistoryItem, PlacementCommand } from './item.ts';

/** Domain of the hospitals' visit numbers, as the reference source's mapping names it. */
export const VISIT_AUTHORITY = 'halland-visit';
/** The hospital's ADT source, as the reference mapping names it. */
export const hospitalSource = (facility: Facility): string => `${facility.toLowerCase()}-adt`;
/** All six municipalities tell through one system, so that the source is never quiet for long. */
export const MUNICIPAL_SOURCE = 'kommunerna';

type About = 'patientId' | 'visitId' | 'sourceId' | 'journeyId';
/** A fact's data without the ids that intake adds. */
export type ToldData<T extends FactType> = Omit<DataOf<T>, About>;

export interface Stay {
  readonly person: MadeUpPerson;
  readonly visit: Identifier;
  readonly facility: Facility;
  facts: number;
}

interface Entry {
  readonly stay: Stay | null;
  readonly item: HistoryItem;
  readonly recorded: number;
}

const municipalFacts: ReadonlySet<FactType> = new Set<FactType>([
  'NoticeAcknowledged',
  'PlanningBasisCompleted',
  'SupportNeedAssessed',
  'WishRecorded',
  'OnwardNeedDeclared',
  'OnwardNeedWithdrawn',
  'LegStarted',
]);

export class Record {
  private readonly entries: Entry[] = [];
  private readonly lastSeen = new Map<string, number>();
  private readonly random: Random;

  constructor(
    random: Random,
    private readonly parameters: Parameters,
    private readonly now: number,
  ) {
    this.random = random.fork('record');
  }

  fact<T extends FactType>(stay: Stay, type: T, at: number, data: ToldData<T>): void {
    const { person, visit } = stay;
    const municipal = municipalFacts.has(type);
    const delay = this.random.chance(this.parameters.feed.late) ? this.random.between(6, 30) * HOUR : this.random.between(0.01, 0.2) * HOUR;
    const number = stay.facts++;
    const first = type === 'PatientAdmitted';
    const event = {
      specversion: '1.0' as const,
      id: `demo-${visit.value}-${number}`,
      source: municipal ? MUNICIPAL_SOURCE : hospitalSource(stay.facility),
      type: cloudEventType(type, 1),
      time: iso(at),
      recordedtime: iso(Math.min(at + delay, this.now)),
      data: {
        patient: person.identifier,
        visit,
        ...(first ? { person: { familyName: person.family, givenName: person.given, birthDate: person.bornOn } } : {}),
        ...data,
      },
    };
    const recorded = Math.min(at + delay, this.now);
    this.keep(stay, recorded, { kind: 'fact', occurredAt: iso(at), recordedAt: iso(recorded), event });
  }

  /** `stay` is null for what concerns nobody on a journey. */
  placement(stay: Stay | null, at: number, command: PlacementCommand): void {
    // Not delayed: two commands about one place must keep their order.
    this.keep(stay, at, { kind: 'placement', occurredAt: iso(at), recordedAt: iso(at), command });
  }

  /** All that a stay told is left out when it was over before `from`. `goesOn`: those who still live where they moved in long ago. */
  items(from: number, goesOn: ReadonlySet<Stay>): HistoryItem[] {
    const shown = (stay: Stay) => goesOn.has(stay) || this.lastSeen.get(stay.visit.value)! >= from;
    return this.entries
      .filter(({ stay, recorded }) => recorded <= this.now && (!stay || shown(stay)))
      .map((entry, order) => ({ entry, order }))
      .sort((a, b) => a.entry.recorded - b.entry.recorded || a.order - b.order)
      .map(({ entry }) => entry.item);
  }

  private keep(stay: Stay | null, recorded: number, item: HistoryItem): void {
    this.entries.push({ stay, item, recorded });
    if (stay) this.lastSeen.set(stay.visit.value, Math.max(recorded, this.lastSeen.get(stay.visit.value) ?? 0));
  }
}
