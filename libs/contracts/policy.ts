// What a site sets for itself, and what changes from year to year: data with a validity period, in JSON files of these shapes (README, Policy).
// An entry holds from the start of its local date `validFrom` until the start of `validTo`.
import * as z from 'zod';
import { CareKind, MunicipalityCode, PriorityClass, Severity, UserRole } from './codes.ts';
import { AlertRuleId } from './events/alerts.ts';

const LocalDate = z.iso.date();
const period = {
  /** Names the version: shown to the operator, and unique within its area. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'must be small letters, digits, dots and hyphens'),
  validFrom: LocalDate,
  validTo: LocalDate.nullable().default(null),
  /** Law, agreement or decision it rests on. */
  source: z.string().max(200).optional(),
};
const seconds = z
  .int()
  .min(0)
  .max(7 * 86_400);
const hours = z.number().positive().max(8784);
const days = z.int().min(1).max(36_500);

/** One rung of the ladder: reached when any of its figures is. */
const Rung = z.object({ severity: Severity, count: z.int().min(1).optional(), oldestHours: hours.optional() }).strict();

const RuleTerms = z
  .object({
    /** How long the condition must have held before anyone is told. */
    forSeconds: seconds,
    /** How long it must have been gone before the alert closes: shorter, and a place that is freed and filled at once makes two alerts. */
    keepSeconds: seconds,
    audience: z.array(UserRole).min(1),
    /** Highest rung first; the last one is what the rule starts at. */
    ladder: z
      .array(Rung)
      .min(1)
      .refine((l) => l.every((r, i) => i === 0 || r.severity < l[i - 1]!.severity), 'must go from the gravest rung down'),
  })
  .strict();
export type RuleTerms = z.infer<typeof RuleTerms>;

/** Terms per rule, the severity ladder, escalation and limits. */
export const AlertPolicy = z
  .object({
    ...period,
    rules: z.record(AlertRuleId, RuleTerms),
    /** From discharge-ready to discharged; red badge of the queue. */
    waitLimitHours: hours,
    /** How far the foreseen shortage looks. */
    horizonHours: hours,
    silentAfterMinutes: z.int().min(1).max(10_080),
    silentAfterMinutesBySource: z.record(z.string(), z.int().min(1).max(10_080)).default({}),
    /** An acknowledgement that leads to nothing goes back to new. */
    acknowledgedForHours: hours,
    /** Minutes without an acknowledgement before each step up. */
    escalateAfterMinutes: z.array(z.int().min(1).max(10_080)).max(10),
    /** An alert that nobody has taken on is told again this often, so many times; null tells it once. */
    repeat: z
      .object({ everyMinutes: z.int().min(5).max(10_080), atMost: z.int().min(1).max(100) })
      .strict()
      .nullable(),
    silenceMaxDays: z.int().min(1).max(365),
    /** Nobody is told of what happened or became known longer ago than this (history being read in, a long stop). */
    tellWithinMinutes: z.int().min(1).max(1440),
  })
  .strict();
export type AlertPolicy = z.infer<typeof AlertPolicy>;

/** What may decide between two places for the same person, in the order a policy lists them. */
const RankKey = z.enum(['holdable', 'needs', 'kind', 'wish', 'free-from', 'cost', 'distance']);
export type RankKey = z.infer<typeof RankKey>;
const once = <T>(list: readonly T[]) => new Set(list).size === list.length;

/** What municipalities decide differently about giving places. Without `municipality` it holds for all that have none of their own. */
export const PlacementPolicy = z
  .object({
    ...period,
    municipality: MunicipalityCode.nullable().default(null),
    /** A hold without an end lapses after this long: a place that nobody uses must not stay out of reach. */
    holdHours: hours,
    maxHoldHours: hours,
    /** "No answer counts as no" after this long. */
    answerHours: hours,
    maxAnswerHours: hours,
    /** Who goes first. Those in hospital or short-term care stand before those who wait at home. */
    priorities: z.array(PriorityClass).min(1).refine(once, 'names a class twice'),
    /** A decision on special housing must be carried out within three months; from this age the request moves up. */
    nearThreeMonthsDays: days,
    /** Need goes before wish: `needs` stands before `wish`. */
    rankBy: z.array(RankKey).min(1).refine(once, 'names a key twice'),
    /** Municipalities whose places may be held besides one's own, by agreement. */
    agreements: z.array(MunicipalityCode).default([]),
    /** A place that lacks a needed feature can be held all the same, and the lack is shown. */
    holdWithUnmetNeeds: z.boolean(),
  })
  .strict()
  .refine((p) => p.holdHours <= p.maxHoldHours, { path: ['holdHours'], message: 'is longer than maxHoldHours' })
  .refine((p) => p.answerHours <= p.maxAnswerHours, { path: ['answerHours'], message: 'is longer than maxAnswerHours' });
export type PlacementPolicy = z.infer<typeof PlacementPolicy>;

export const ClockName = z.enum(['admission-notice', 'planning-basis', 'discharge-after-ready', 'onward-move']);
export type ClockName = z.infer<typeof ClockName>;
/** A clock's limits: beyond `nearHours` its badge is near; beyond `overHours` over, which is when it was due. */
export const ClockPolicy = z
  .object({ ...period, clock: ClockName, nearHours: hours, overHours: hours })
  .strict()
  .refine((c) => c.nearHours <= c.overHours, { path: ['nearHours'], message: 'is longer than overHours' });
export type ClockPolicy = z.infer<typeof ClockPolicy>;

const Role = z.string().regex(/^[a-z][a-z-]{1,39}$/);
/** Who is responsible medically for each kind of care: in local office hours on working days, and at other times. */
export const CarePolicy = z
  .object({
    ...period,
    officeHours: z
      .object({ from: z.int().min(0).max(23), to: z.int().min(1).max(24) })
      .strict()
      .refine(({ from, to }) => from < to, 'must begin before they end'),
    physicians: z.record(CareKind, z.object({ office: Role, onCall: Role }).strict()),
    roles: z.record(Role, z.object({ sv: z.string().min(1).max(80), en: z.string().min(1).max(80) }).strict()),
  })
  .strict()
  .superRefine(({ physicians, roles }, ctx) => {
    for (const [kind, { office, onCall }] of Object.entries(physicians))
      for (const [when, role] of Object.entries({ office, onCall }))
        if (!(role in roles))
          ctx.addIssue({ code: 'custom', path: ['physicians', kind, when], message: `${role} has no words under roles` });
  });
export type CarePolicy = z.infer<typeof CarePolicy>;

const meantFor = {
  /** Null gets everything. */
  role: UserRole.nullable().default(null),
  municipality: MunicipalityCode.nullable().default(null),
  minSeverity: Severity.default(1),
};
export const RecipientPolicy = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('mail'), target: z.email().max(200), ...meantFor }).strict(),
  z
    .object({
      channel: z.literal('webhook'),
      target: z.url({ protocol: /^https?$/ }).max(500),
      /** Which of WEBHOOK_SECRETS signs it; without it WEBHOOK_SECRET does. A secret itself never stands in a file of policy. */
      secret: z
        .string()
        .regex(/^[a-z0-9-]{1,40}$/)
        .nullable()
        .default(null),
      ...meantFor,
    })
    .strict(),
]);
export type RecipientPolicy = z.infer<typeof RecipientPolicy>;
/** Whom to tell beside MAIL_TO and WEBHOOK_URL, and how long to go on trying. */
export const NoticePolicy = z
  .object({
    ...period,
    recipients: z.array(RecipientPolicy).max(200),
    /** Seconds to wait after each failed try; the last one is repeated until the notice is given up. */
    retryAfterSeconds: z.array(z.int().min(1).max(86_400)).min(1).max(20),
    giveUpAfterHours: hours,
  })
  .strict();
export type NoticePolicy = z.infer<typeof NoticePolicy>;

/** What grows for ever unless it is cleared. */
export const RetentionClass = z.enum(['log', 'inbox', 'dead-letters', 'changes', 'idempotency-keys', 'notices']);
export type RetentionClass = z.infer<typeof RetentionClass>;
/** How long each class is kept. Events themselves are never cleared: everything derived is rebuilt from them. */
export const RetentionPolicy = z
  .object({
    ...period,
    /** The inbox has none: it goes with the part of the log it belongs to. */
    days: z.record(RetentionClass.exclude(['inbox']), z.number().min(0.01).max(36_500)),
    /** Rows per transaction. */
    batch: z.int().min(10).max(100_000),
  })
  .strict();
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

export const policyAreas = {
  alerting: AlertPolicy,
  placement: PlacementPolicy,
  clocks: ClockPolicy,
  care: CarePolicy,
  notices: NoticePolicy,
  retention: RetentionPolicy,
} as const;
export type PolicyArea = keyof typeof policyAreas;
export type PolicyEntry<A extends PolicyArea = PolicyArea> = z.infer<(typeof policyAreas)[A]>;
/** Everything of every area, past, present and to come. */
export type PolicyEntries = { readonly [A in PolicyArea]: readonly PolicyEntry<A>[] };
