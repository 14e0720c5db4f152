// Code lists that events, API and screens share. Swedish words for them stand in docs/GLOSSARY.md and the web catalogue.
import * as z from 'zod';

/** Kinds of care. What a kind means (who runs it, whether it has places) is in libs/domain/flow/care-kinds.ts. */
export const CareKind = z.enum([
  'inpatient',
  'short-term',
  'special-housing',
  'lss-housing',
  'home-with-care',
  'home',
  'post-acute',
  'hospital-at-home',
  'mobile-team',
  'rehabilitation',
  'hospice',
]);
export type CareKind = z.infer<typeof CareKind>;

/** Four-digit municipality code of Statistics Sweden, for instance 1382 Falkenberg. */
export const MunicipalityCode = z.string().regex(/^\d{4}$/);

/** What a person needs of a place, and what a place offers. */
export const PlaceFeature = z.enum(['dementia', 'lift', 'single-room', 'ground-floor', 'finnish', 'infection-room', 'oxygen', 'couple']);
export type PlaceFeature = z.infer<typeof PlaceFeature>;

export const PriorityClass = z.enum(['urgent', 'hospital', 'short-term', 'near-three-months', 'ordinary']);
export type PriorityClass = z.infer<typeof PriorityClass>;

export const ClosureReason = z.enum(['staffing', 'maintenance', 'infection', 'other']);
export const DeclineReason = z.enum([
  'other-municipality',
  'other-unit',
  'wants-home',
  'relatives-object',
  'no-answer',
  'not-suitable',
  'other',
]);
export const WithdrawReason = z.enum(['worse', 'reassessed', 'entered-in-error', 'other']);
export const HomeReadyItem = z.enum(['medicines', 'aids', 'information', 'home-care-ordered', 'transport']);
export const Track = z.enum(['green', 'yellow', 'red']);

/** 1 Normal, 2 Ansträngt, 3 Allvarligt, 4 Kritiskt. */
export const Severity = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Severity = z.infer<typeof Severity>;

/** State of the journey as shown; what may stand beside it is a mark. */
export const JourneyState = z.enum([
  'expected',
  'admitted',
  'planning',
  'discharge-ready',
  'in-transfer',
  'intermediate',
  'settled',
  'closed',
]);
export type JourneyState = z.infer<typeof JourneyState>;
export const JourneyMark = z.enum(['on-leave', 'interrupted', 'readmitted', 'deceased', 'cancelled', 'merged']);
export type JourneyMark = z.infer<typeof JourneyMark>;

export const CauseKind = z.enum(['process', 'capacity', 'person']);
export type CauseKind = z.infer<typeof CauseKind>;

/** The closed gate, by code. Capacity gates are `no-place`; the rest are acts that somebody owes. */
export const GateCode = z.enum([
  'no-place',
  'needs-assessment-missing',
  'place-free-not-matched',
  'no-weekend-intake',
  'hold-not-used',
  'offer-unanswered',
  'move-in-pending',
  'home-ready-item-missing',
  'discharge-pending',
  'offer-declined',
  'own-wish',
]);
export type GateCode = z.infer<typeof GateCode>;

/** Who owns the next step: an organisation's role, never a person. */
export const OwnerRole = z.enum(['ward', 'placement', 'unit', 'assessor', 'region', 'operator']);

export const UserRole = z.enum(['coordinator', 'placement', 'manager', 'operator']);
export type UserRole = z.infer<typeof UserRole>;

export const AlertState = z.enum(['new', 'acknowledged', 'assigned', 'snoozed', 'resolved']);
export type AlertState = z.infer<typeof AlertState>;

export const MessageStatus = z.enum(['stored', 'ignored', 'duplicate', 'quarantined', 'refused']);
export const AckCode = z.enum(['AA', 'AE', 'AR', 'CA', 'CE', 'CR']);
