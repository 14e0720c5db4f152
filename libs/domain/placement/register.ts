// Units and their places: registered by the operator's import, closed and opened again, and the figures a unit reports.
import type { CareKind, PlaceFeature, PlaceView, UnitView } from '#contracts';
import { localDate, millisOf } from '../time/calendar.ts';
import { agreed, invalid, refuse, revised, type Decision, type PlacementDraft, type When } from './decision.ts';

export interface UnitFacts {
  readonly unitId: string;
  readonly name: string;
  readonly kind: CareKind;
  readonly municipality: string;
  readonly weekendIntake: boolean;
  readonly distanceKm: number | null;
}
export interface PlaceFacts {
  readonly placeId: string;
  readonly label: string;
  readonly features: readonly PlaceFeature[];
}

const differs = <V extends object>(known: V, facts: Partial<V>): boolean =>
  Object.entries(facts).some(([name, value]) => JSON.stringify(known[name as keyof V]) !== JSON.stringify(value));

/** Says nothing when nothing changed, so that the same import can be run again. */
export function registerUnit(facts: UnitFacts, known: UnitView | null, when: When): Decision {
  const { unitId, name, kind, municipality, weekendIntake, distanceKm } = facts;
  const said = { unitId, name, kind, municipality, weekendIntake, distanceKm };
  const draft = (type: 'UnitRegistered' | 'UnitChanged', unit: UnitView): Decision =>
    agreed({ type, key: unitId, occurredAt: when.at, data: { unit } });
  if (!known) return draft('UnitRegistered', { ...said, reported: null, expectedVacancies: [], revision: 1 });
  return differs(known, said) ? draft('UnitChanged', revised(known, said)) : agreed();
}

/** A place that somebody holds or lives in keeps its kind and municipality: its request was made for them. */
export function registerPlace(facts: PlaceFacts, unit: UnitFacts, known: PlaceView | null, when: When): Decision {
  const { placeId, label } = facts;
  const said = {
    placeId,
    unitId: unit.unitId,
    label,
    kind: unit.kind,
    municipality: unit.municipality,
    features: [...new Set(facts.features)].sort(),
  };
  const draft = (place: PlaceView): Decision => agreed({ type: 'PlaceRegistered', key: unit.unitId, occurredAt: when.at, data: { place } });
  if (!known) {
    const vacant = {
      status: 'free',
      journeyId: null,
      requestId: null,
      heldUntil: null,
      statusSince: when.at,
      closure: null,
      expectedFreeAt: null,
    } as const;
    return draft({ ...said, ...vacant, revision: 1 });
  }
  if (known.unitId !== unit.unitId) return invalid('/places', `place ${placeId} belongs to another unit`);
  if (known.status !== 'free' && (known.kind !== unit.kind || known.municipality !== unit.municipality))
    return refuse('not-in-this-state', { placeId, status: known.status });
  return differs(known, said) ? draft(revised(known, said)) : agreed();
}

/** Closing an occupied or held place is pending: who lives there stays, and nobody new comes in. Said again, it changes reason and end. */
export function closePlace(
  place: PlaceView,
  closing: { readonly reason: NonNullable<PlaceView['closure']>['reason']; readonly expectedEndOn: string | null },
  when: When,
): Decision {
  const today = localDate(millisOf(when.at));
  if (closing.expectedEndOn && closing.expectedEndOn < today)
    return invalid('/expectedEndOn', `${closing.expectedEndOn} is before ${today}`);
  const closure = { reason: closing.reason, since: place.closure?.since ?? when.at, expectedEndOn: closing.expectedEndOn };
  if (place.closure && !differs(place.closure, closure)) return agreed();
  return agreed({ type: 'PlaceClosed', key: place.unitId, occurredAt: when.at, data: { place: revised(place, { closure }) } });
}

export function reopenPlace(place: PlaceView, when: When): Decision {
  if (!place.closure) return refuse('not-in-this-state', { placeId: place.placeId, closed: false });
  return agreed({ type: 'PlaceReopened', key: place.unitId, occurredAt: when.at, data: { place: revised(place, { closure: null }) } });
}

/** A unit's own figures. More occupied than places is how over-occupied units look, and is taken as said. */
export function reportCapacity(
  unit: UnitView,
  figures: { readonly places: number; readonly occupied: number; readonly expectedVacancies?: UnitView['expectedVacancies'] },
  when: When,
): Decision {
  const reported = { places: figures.places, occupied: figures.occupied, at: when.at };
  const counted = revised(unit, { reported });
  const events: PlacementDraft[] = [{ type: 'CapacityReported', key: unit.unitId, occurredAt: when.at, data: { unit: counted } }];
  if (figures.expectedVacancies) {
    const expectedVacancies = [...figures.expectedVacancies].sort((a, b) => (a.at < b.at ? -1 : 1));
    if (differs(unit, { expectedVacancies }))
      events.push({
        type: 'VacancyExpected',
        key: unit.unitId,
        occurredAt: when.at,
        data: { unit: revised(counted, { expectedVacancies }) },
      });
  }
  return agreed(...events);
}
