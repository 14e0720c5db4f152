// What the place board and matching read and write.
import * as z from 'zod';
import { CareKind, ClosureReason, DeclineReason, MunicipalityCode, PlaceFeature } from '../codes.ts';
import { Instant, LocalDate, OpaqueId } from '../envelope.ts';
import { PlaceView, RequestView, UnitView } from '../events/placement.ts';
import { AsOf, listOf, municipalityFilter, Page } from './lists.ts';

export const UnitsQuery = Page.extend({
  kind: CareKind.optional(),
  ...municipalityFilter,
  q: z.string().max(100).optional(),
  asOf: AsOf,
}).strict();

export const UnitItem = z.object({
  unitId: z.string(),
  name: z.string(),
  kind: CareKind,
  municipality: z.string(),
  municipalityName: z.string(),
  places: z.int(),
  occupied: z.int(),
  held: z.int(),
  closed: z.int(),
  free: z.int(),
  /** Residents who are ready to leave and wait for something further on. */
  readyToLeave: z.int(),
  reportedAt: Instant.nullable(),
  stale: z.boolean(),
  weekendIntake: z.boolean(),
  expectedVacancies: UnitView.shape.expectedVacancies,
  closures: z.array(z.object({ reason: ClosureReason, places: z.int(), expectedEndOn: LocalDate.nullable() })),
  /** Occupied share of open places per local day, 14 days back; null where unknown. */
  occupancy: z.array(z.object({ on: LocalDate, occupied: z.int(), open: z.int() })),
});
export type UnitItem = z.infer<typeof UnitItem>;
export const UnitList = listOf(UnitItem).extend({ at: Instant });

export const PlaceItem = PlaceView.extend({ caseRef: z.string().nullable() });
export const UnitDetail = UnitItem.extend({ placeList: z.array(PlaceItem), features: z.array(PlaceFeature) });
export type UnitDetail = z.infer<typeof UnitDetail>;

/** One place a person could be given, and why it stands where it does. Best first. */
export const PlaceOption = z.object({
  place: PlaceView,
  unitName: z.string(),
  rank: z.int().positive(),
  met: z.array(PlaceFeature),
  unmet: z.array(PlaceFeature),
  kindRank: z.int().nonnegative(),
  wished: z.boolean(),
  distanceKm: z.number().nullable(),
  freeFrom: Instant,
  /** What the choice costs others: who waits for a place of this kind and has waited longer or has higher priority. */
  passesOver: z.array(z.object({ journeyId: z.string(), caseRef: z.string().nullable(), waitHours: z.number() })),
  reasons: z.array(z.object({ code: z.string(), text: z.string(), good: z.boolean() })),
  /** Why it cannot be held, or null when it can. */
  hindrance: z.string().nullable(),
});
export type PlaceOption = z.infer<typeof PlaceOption>;
export const MatchResult = z.object({
  at: Instant,
  request: RequestView,
  options: z.array(PlaceOption),
  queue: z.array(
    z.object({ journeyId: z.string(), caseRef: z.string().nullable(), waitHours: z.number(), priority: z.string(), reason: z.string() }),
  ),
});
export type MatchResult = z.infer<typeof MatchResult>;

export const HoldBody = z.object({ placeId: OpaqueId, until: z.iso.datetime({ offset: true }).optional() }).strict();
export const OfferBody = z.object({ placeId: OpaqueId.optional(), answerBy: z.iso.datetime({ offset: true }).optional() }).strict();
export const DeclineBody = z.object({ reason: DeclineReason }).strict();
export const MoveInBody = z.object({ at: z.iso.datetime({ offset: true }).optional() }).strict();
export const EmptyBody = z.object({}).strict();
export const VacateBody = z.object({ at: z.iso.datetime({ offset: true }).optional() }).strict();
export const OccupyBody = z.object({ at: z.iso.datetime({ offset: true }).optional() }).strict();
export const CloseBody = z.object({ reason: ClosureReason, expectedEndOn: LocalDate.optional() }).strict();
export const PlacementResult = z.object({ request: RequestView.nullable(), place: PlaceView.nullable() });
export const CapacityBody = z
  .object({
    places: z.int().min(0).max(2000),
    occupied: z.int().min(0).max(2000),
    expectedVacancies: UnitView.shape.expectedVacancies.max(50).optional(),
  })
  .strict();

/** Registering units and places: the operator's import, idempotent by id. */
export const UnitBody = z
  .object({
    unitId: OpaqueId,
    name: z.string().trim().min(1).max(120),
    kind: CareKind,
    municipality: MunicipalityCode,
    weekendIntake: z.boolean().default(true),
    distanceKm: z.number().min(0).max(500).nullable().default(null),
    places: z
      .array(z.object({ placeId: OpaqueId, label: z.string().min(1).max(40), features: z.array(PlaceFeature).default([]) }).strict())
      .max(500)
      .default([]),
  })
  .strict();
