// What a user keeps for their own work: saved views of the queue, and who else has the same case open. Nothing in it is about a patient.
import * as z from 'zod';
import { CareKind, CauseKind, JourneyState, MunicipalityCode } from '../codes.ts';
import { JourneySort, TimeBadge } from './journeys.ts';

/** Ten digits or more in a row, a hyphen between them or not: an identity number has no business in the name of a view. */
const identityNumber = /\d{6}(?:\d\d)?[-+]?\d{4}/;

/** What a view remembers of the queue's address. Never the search text: that is somebody's name. */
export const QueueView = z
  .object({
    state: z.union([JourneyState, z.enum(['waiting', 'open', 'all'])]).optional(),
    municipality: MunicipalityCode.optional(),
    unit: z.string().max(64).optional(),
    facility: z.string().max(64).optional(),
    cause: CauseKind.optional(),
    target: CareKind.optional(),
    badge: TimeBadge.optional(),
    sort: JourneySort.optional(),
    group: z.enum(['municipality', 'unit']).optional(),
    /** Columns left out, comma between. */
    hide: z
      .string()
      .regex(/^[a-z]+(,[a-z]+)*$/)
      .max(100)
      .optional(),
  })
  .strict();
export type QueueView = z.infer<typeof QueueView>;

export const ViewBody = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .refine((text) => !identityNumber.test(text), 'an identity number does not belong here'),
    /** Shown to everybody of the same organisation. */
    shared: z.boolean(),
    view: QueueView,
  })
  .strict();
export const SavedView = z.object({
  id: z.uuid(),
  name: z.string(),
  shared: z.boolean(),
  /** The asker's own; others' shared views can be used but not changed. */
  mine: z.boolean(),
  isDefault: z.boolean(),
  view: QueueView,
});
export type SavedView = z.infer<typeof SavedView>;
export const SavedViews = z.object({ items: z.array(SavedView) });
export type SavedViews = z.infer<typeof SavedViews>;
export const DefaultViewBody = z.object({ id: z.uuid().nullable() }).strict();

export const PresenceBody = z.object({ open: z.boolean() }).strict();
/** How many others have the case open: a number, never who. */
export const Presence = z.object({ others: z.int().nonnegative() });

/** Cases that leave the screen: as a file, or on paper. */
export const TakenOutBody = z
  .object({ action: z.enum(['export', 'print']), journeyIds: z.array(z.string().max(64)).min(1).max(5000) })
  .strict();
