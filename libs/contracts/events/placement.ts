// What placement says. Topic `placement`; key unitId, or journeyId for a request that names no place.
// Each event carries what it changed as it now is, with a revision: readers keep the newest and need no order between keys.
import * as z from 'zod';
import { CareKind, ClosureReason, DeclineReason, MunicipalityCode, PlaceFeature, PriorityClass } from '../codes.ts';
import { Instant, LocalDate, OpaqueId } from '../envelope.ts';

export const UnitView = z.object({
  unitId: OpaqueId,
  name: z.string().min(1).max(120),
  kind: CareKind,
  municipality: MunicipalityCode,
  /** Whether people move in on Saturdays and Sundays. */
  weekendIntake: z.boolean(),
  /** Distance in km from the middle of the municipality, for ranking; null unknown. */
  distanceKm: z.number().nonnegative().nullable(),
  /** Figures the unit itself reported, with their age; used when it has no registered places. */
  reported: z.object({ places: z.int().nonnegative(), occupied: z.int().nonnegative(), at: Instant }).nullable(),
  /** Vacancies the unit expects, by time. */
  expectedVacancies: z.array(z.object({ at: Instant, places: z.int().positive() })),
  revision: z.int().positive(),
});
export type UnitView = z.infer<typeof UnitView>;

export const PlaceStatus = z.enum(['free', 'held', 'offered', 'accepted', 'occupied']);
export type PlaceStatus = z.infer<typeof PlaceStatus>;

export const PlaceView = z.object({
  placeId: OpaqueId,
  unitId: OpaqueId,
  label: z.string().max(40),
  kind: CareKind,
  municipality: MunicipalityCode,
  features: z.array(PlaceFeature),
  status: PlaceStatus,
  /** Journey that holds, is offered or lives here; null for a free place and for occupants who are on no journey. */
  journeyId: OpaqueId.nullable(),
  requestId: OpaqueId.nullable(),
  heldUntil: Instant.nullable(),
  statusSince: Instant,
  closure: z.object({ reason: ClosureReason, since: Instant, expectedEndOn: LocalDate.nullable() }).nullable(),
  expectedFreeAt: Instant.nullable(),
  revision: z.int().positive(),
});
export type PlaceView = z.infer<typeof PlaceView>;

export const RequestView = z.object({
  requestId: OpaqueId,
  journeyId: OpaqueId,
  waitId: OpaqueId,
  municipality: MunicipalityCode,
  kinds: z.array(CareKind),
  needs: z.array(PlaceFeature),
  wishUnitId: OpaqueId.nullable(),
  priority: PriorityClass,
  requestedAt: Instant,
  earliestAt: Instant,
  status: z.enum(['open', 'held', 'offered', 'accepted', 'fulfilled', 'withdrawn']),
  placeId: OpaqueId.nullable(),
  /** When the hold lapses or an unanswered offer counts as no. */
  until: Instant.nullable(),
  statusSince: Instant,
  declines: z.array(z.object({ placeId: OpaqueId, reason: DeclineReason, at: Instant })),
  revision: z.int().positive(),
});
export type RequestView = z.infer<typeof RequestView>;

const unit = z.object({ unit: UnitView });
const place = z.object({ place: PlaceView });
const request = z.object({ request: RequestView });
const both = z.object({ place: PlaceView, request: RequestView });

export const placementSchemas = {
  UnitRegistered: unit,
  UnitChanged: unit,
  CapacityReported: unit,
  VacancyExpected: unit,
  PlaceRegistered: place,
  PlaceClosed: place,
  PlaceReopened: place,
  PlacementRequested: request,
  RequestWithdrawn: z.object({ request: RequestView, place: PlaceView.nullable() }),
  PlaceHeld: both,
  HoldReleased: both,
  HoldExpired: both,
  PlaceOffered: both,
  OfferAccepted: both,
  OfferDeclined: both.extend({ reason: DeclineReason }),
  /** Someone moved in. `request` is null for an occupant who is on no journey. */
  PlaceOccupied: z.object({ place: PlaceView, request: RequestView.nullable() }),
  /** Someone left; `journeyId` is who, null for an occupant on no journey. */
  PlaceVacated: z.object({ place: PlaceView, journeyId: OpaqueId.nullable(), request: RequestView.nullable() }),
} as const;
