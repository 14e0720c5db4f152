// Facts from outside (hospital feeds, municipal systems, screens). They are never refused: a contradiction becomes an event of its own.
// Topic `intake`. Key: patientId, or journeyId for what is said about a journey that Sluss already knows.
import * as z from 'zod';
import { CareKind, HomeReadyItem, MunicipalityCode, PlaceFeature, Track, WithdrawReason } from '../codes.ts';
import { Instant, OpaqueId } from '../envelope.ts';

/** Where in the hospital. `unit` is null when the ward is unknown: it then stands in the "unknown unit" list under `sourceUnit`. */
export const Location = z.object({
  facility: OpaqueId.nullable(),
  unit: OpaqueId.nullable(),
  sourceUnit: z.string().max(64).nullable(),
  bed: z.string().max(32).nullable(),
});
export type Location = z.infer<typeof Location>;

/** Whom a fact from a hospital is about. `visitId` is null when the source sends no visit number. */
const about = { patientId: OpaqueId, visitId: OpaqueId.nullable(), sourceId: OpaqueId };
/** What is said about a journey by its id. */
const onJourney = { journeyId: OpaqueId };

const needs = z.array(PlaceFeature).max(8);
const targets = z.array(CareKind).min(1).max(4);

export const factSchemas = {
  PatientAdmitted: z.object({
    ...about,
    location: Location,
    visitClass: z.enum(['inpatient', 'emergency', 'outpatient']),
    planned: z.boolean(),
  }),
  AdmissionPlanned: z.object({ ...about, location: Location, expectedAt: Instant.nullable() }),
  AdmissionPlanCancelled: z.object({ ...about }),
  AdmissionCancelled: z.object({ ...about }),
  VisitClassChanged: z.object({ ...about, visitClass: z.enum(['inpatient', 'outpatient']), location: Location.nullable() }),
  PatientTransferred: z.object({ ...about, location: Location }),
  TransferPlanned: z.object({ ...about, location: Location }),
  TransferPlanCancelled: z.object({ ...about }),
  TransferCancelled: z.object({ ...about, location: Location.nullable() }),
  PatientDischarged: z.object({ ...about, destination: CareKind.nullable(), destinationUnit: OpaqueId.nullable(), deceased: z.boolean() }),
  DischargeCancelled: z.object({ ...about, location: Location.nullable() }),
  LeaveStarted: z.object({ ...about, expectedReturnAt: Instant.nullable() }),
  LeaveEnded: z.object({ ...about }),
  LeaveCancelled: z.object({ ...about }),
  LeaveReturnCancelled: z.object({ ...about }),
  PatientDied: z.object({ ...about }),
  PatientsMerged: z.object({ survivorId: OpaqueId, mergedId: OpaqueId, sourceId: OpaqueId }),
  VisitMoved: z.object({ visitId: OpaqueId, fromPatientId: OpaqueId, toPatientId: OpaqueId, sourceId: OpaqueId }),
  VisitRenumbered: z.object({ patientId: OpaqueId, fromVisitId: OpaqueId, toVisitId: OpaqueId, sourceId: OpaqueId }),
  /** Estimated discharge. `assured` true when the source says it is decided (A16). */
  ExpectedDischargeSet: z.object({ ...about, expectedAt: Instant, assured: z.boolean() }),
  ExpectedDischargeCleared: z.object({ ...about }),
  /** Municipality of registration and protection of identity as the source stated them; any hint of protection counts. */
  PersonStated: z.object({ ...about, municipality: MunicipalityCode.nullable(), protectedIdentity: z.boolean() }),
  DischargeReadyDeclared: z.object({ ...about, targets, municipality: MunicipalityCode.nullable(), needs }),
  DischargeReadyWithdrawn: z.object({ ...about, reason: WithdrawReason }),
  /** The municipality's planning: all by journey. */
  AdmissionNoticeSent: z.object({ ...onJourney }),
  NoticeAcknowledged: z.object({ ...onJourney }),
  PlanningBasisCompleted: z.object({ ...onJourney, track: Track }),
  SupportNeedAssessed: z.object({ ...onJourney, targets, municipality: MunicipalityCode, needs }),
  HomeReadyItemSet: z.object({ ...onJourney, item: HomeReadyItem, done: z.boolean() }),
  WishRecorded: z.object({ ...onJourney, unitId: OpaqueId.nullable(), municipality: MunicipalityCode.nullable() }),
  /** Ready to leave a short-term or other intermediate place, for one of `targets` in order. */
  OnwardNeedDeclared: z.object({ ...onJourney, targets, municipality: MunicipalityCode, needs }),
  OnwardNeedWithdrawn: z.object({ ...onJourney, reason: WithdrawReason }),
  /** The person is settled at home (no place is occupied, so placement says nothing). */
  LegStarted: z.object({ ...onJourney, kind: CareKind, unitId: OpaqueId.nullable(), municipality: MunicipalityCode.nullable() }),
  JourneyClosed: z.object({ ...onJourney, reason: z.enum(['left-region', 'entered-in-error', 'other']) }),
  /** A source has been heard from; at most once a minute and source. */
  SourceHeard: z.object({ sourceId: OpaqueId, facility: OpaqueId.nullable() }),
} as const;
