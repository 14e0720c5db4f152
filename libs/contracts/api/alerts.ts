import * as z from 'zod';
import { AlertState } from '../codes.ts';
import { Instant } from '../envelope.ts';
import { AlertRuleId, AlertView } from '../events/alerts.ts';
import { AsOf, listOf, municipalityFilter, Page } from './lists.ts';

export const AlertsQuery = Page.extend({
  /** A state, or `open` (everything not resolved). Default `open`. */
  state: z.union([AlertState, z.enum(['open', 'silenced', 'all'])]).default('open'),
  rule: AlertRuleId.optional(),
  ...municipalityFilter,
  asOf: AsOf,
}).strict();

export const AlertText = z.object({
  title: z.string(),
  /** "5 väntar, 0 lediga, äldst 4 dygn 2 tim" */
  summary: z.string(),
  condition: z.string(),
  nextStep: z.string(),
  owner: z.string(),
  clears: z.array(z.string()),
  runbook: z.array(z.string()),
});

export const AlertItem = AlertView.omit({ timeline: true }).extend({
  municipalityName: z.string().nullable(),
  text: AlertText,
});
export type AlertItem = z.infer<typeof AlertItem>;
export const AlertList = listOf(AlertItem).extend({
  at: Instant,
  counts: z.object({ open: z.int(), fresh: z.int(), snoozed: z.int(), silenced: z.int(), resolvedToday: z.int() }),
});
export const Delivery = z.object({
  deliveryId: z.string(),
  channel: z.enum(['mail', 'webhook']),
  target: z.string(),
  status: z.enum(['pending', 'sent', 'failed', 'given-up']),
  attempts: z.int(),
  lastAttemptAt: Instant.nullable(),
  error: z.string().nullable(),
});
export const AlertDetail = AlertItem.extend({
  timeline: AlertView.shape.timeline,
  cases: z.array(z.object({ journeyId: z.string(), caseRef: z.string().nullable(), waitHours: z.number().nullable() })),
  deliveries: z.array(Delivery),
  /** What people wrote on it. Kept apart from the events, which hold no free text. */
  notes: z.array(z.object({ at: Instant, author: z.string(), text: z.string() })),
});
export type AlertDetail = z.infer<typeof AlertDetail>;

export const AssignBody = z.object({ assignee: z.string().min(1).max(80) }).strict();
export const SnoozeBody = z
  .object({
    minutes: z
      .int()
      .min(5)
      .max(7 * 24 * 60),
  })
  .strict();
export const SilenceBody = z.object({ reason: z.string().trim().min(3).max(200), until: z.iso.datetime({ offset: true }) }).strict();
export const NoteBody = z.object({ text: z.string().trim().min(1).max(500) }).strict();
export const SilenceItem = z.object({
  silenceId: z.string(),
  rule: AlertRuleId.nullable(),
  municipality: z.string().nullable(),
  reason: z.string(),
  author: z.string(),
  from: Instant,
  until: Instant,
});
export const AlertResult = z.object({ alert: AlertView });
