// What a mapping file may say: how one source system's own codes translate. Everything that differs from site to site is here, never in code.
import * as z from 'zod';
import { CareKind, MunicipalityCode, OpaqueId, PlaceFeature, WithdrawReason } from '#contracts';
import { isFingerprint } from '../mllp/peer.ts';

const Code = z.string().min(1).max(64);
const Trigger = z.string().regex(/^A\d\d$/);

/** Identity domains in order of priority. `single`: a person has only one, so two different values in a message are two people. */
const IdentityDomain = z
  .object({
    authority: z.string().min(1).max(80),
    also: z.array(Code).default([]),
    kind: z.enum(['personnummer', 'other']).default('other'),
    single: z.boolean().default(false),
  })
  .strict();

/** A certificate of the sender's on a TLS line: its SHA-256 fingerprint, or what its subject must hold, `CN=adt.hsh` or `CN=adt.hsh, O=Regionen`. */
const Pin = z
  .string()
  .refine(
    (text) => isFingerprint(text) || /(^|, *)CN=[^,]+/.test(text),
    'must be a SHA-256 fingerprint in hex with colons, or parts of a subject with CN=',
  );

const Sender = z
  .object({
    source: OpaqueId,
    name: z.string().min(1).max(120),
    /** MSH-3 and MSH-4, first component, as sent. */
    application: Code,
    facility: Code,
    /** Site of the ward when PV1-3 names none. */
    site: OpaqueId.nullable(),
    /** Several while one is being replaced by the next. Given: the source is believed on a TLS line alone, and with one of these. */
    certificates: z.array(Pin).max(8).optional(),
  })
  .strict();

/** A ward code, alone or within a site's code; `sameAs` points at another row. */
const Ward = z.object({ code: Code, facility: Code.optional(), unit: OpaqueId.optional(), sameAs: Code.optional() }).strict();
const Destination = z
  .object({ code: Code, kind: CareKind.nullable(), unit: OpaqueId.nullable().default(null), deceased: z.boolean().default(false) })
  .strict();

const ReadinessRule = z.union([
  z
    .object({
      code: Code,
      targets: z.array(CareKind).min(1).max(4),
      needs: z.array(PlaceFeature).max(8).default([]),
      municipality: MunicipalityCode.optional(),
    })
    .strict(),
  /** Ready; the targets stand in a field of their own. */
  z.object({ code: Code, ready: z.literal(true) }).strict(),
  z.object({ code: Code, withdrawn: WithdrawReason }).strict(),
]);

/** Where a source says that the patient is ready: a segment and its fields; `events` limits it to some triggers. */
const ReadinessField = z
  .object({
    segment: z.string().regex(/^[A-Z][A-Z0-9]{2}$/),
    status: z.int().positive(),
    time: z.int().positive().optional(),
    targets: z.int().positive().optional(),
    needs: z.int().positive().optional(),
    municipality: z.int().positive().optional(),
    events: z.array(Trigger).optional(),
  })
  .strict();

export const MappingFile = z
  .object({
    mapping: z.literal(1),
    name: z.string().min(1).max(120),
    senders: z.array(Sender).min(1),
    charset: z.enum(['utf-8', '8859-1', '8859-15', 'ascii']),
    /** MSH-11 and MSH-12 that are served; the rest is refused. */
    processing: z.array(z.enum(['P', 'T', 'D'])).min(1),
    versions: z.array(z.string().regex(/^2\.\d(\.\d)?$/)).min(1),
    /** Same control id with other content: `lenient` takes it as a new message and warns, `strict` puts it in quarantine. */
    duplicates: z.enum(['lenient', 'strict']),
    /** ADT events that mean nothing here: acknowledged and counted, or refused. */
    unknownEvents: z.enum(['ignore', 'refuse']),
    /** Namespace of visit numbers without an authority of their own. */
    visitDomain: OpaqueId,
    identities: z.array(IdentityDomain).min(1),
    /** Where the municipality of registration stands, in order: segment-field or segment-field.component. */
    municipality: z.array(z.string().regex(/^[A-Z][A-Z0-9]{2}-\d{1,2}(\.\d{1,2})?$/)),
    facilities: z.array(z.object({ code: Code, id: OpaqueId }).strict()),
    wards: z.array(Ward),
    classes: z.array(z.object({ code: Code, class: z.enum(['inpatient', 'emergency', 'outpatient']) }).strict()),
    /** PV1-4 codes of a planned admission. */
    plannedTypes: z.array(Code),
    dispositions: z.array(Destination),
    destinations: z.array(Destination),
    readiness: z
      .object({
        fields: z.array(ReadinessField),
        codes: z.array(ReadinessRule),
        targets: z.array(z.object({ code: Code, kind: CareKind }).strict()),
        needs: z.array(z.object({ code: Code, feature: PlaceFeature }).strict()),
      })
      .strict(),
  })
  .strict();
export type MappingFile = z.infer<typeof MappingFile>;
export type Destination = z.infer<typeof Destination>;
export type ReadinessRule = z.infer<typeof ReadinessRule>;
export type ReadinessField = z.infer<typeof ReadinessField>;
export type IdentityDomain = z.infer<typeof IdentityDomain>;
