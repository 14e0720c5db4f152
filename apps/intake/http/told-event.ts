// A CloudEvent to an item: the same facts that HL7 tells, said as JSON. Persons and visits may be named by the sender's own numbers, which are
// resolved on the way in and kept nowhere else; ids that Sluss has given are taken as they are.
import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { catalog, decodeEvent, factSchemas, parseCloudEventType, type CloudEvent, type FactType, type SlussEvent } from '#contracts';
import { journeyIdOf } from '#domain';
import type { OpaqueIds } from '#platform';
import type { Draft, Person } from '../adt/draft.ts';
import { readIdentityNumber } from '../adt/identity-number.ts';
import { visitKey } from '../adt/visit.ts';
import type { IdentityDomain } from '../mappings/mapping-schema.ts';
import { messageId, type Item } from '../receiving/item.ts';
import { faultOf } from '../receiving/judge.ts';

const Numbered = z.object({ system: z.string().min(1).max(80), value: z.string().min(1).max(200) }).strict();
const References = z.object({
  patient: Numbered.optional(),
  survivor: Numbered.optional(),
  merged: Numbered.optional(),
  fromPatient: Numbered.optional(),
  toPatient: Numbered.optional(),
  visit: Numbered.optional(),
  fromVisit: Numbered.optional(),
  toVisit: Numbered.optional(),
});
type Names = keyof z.infer<typeof References>;

const patientFields = {
  patient: 'patientId',
  survivor: 'survivorId',
  merged: 'mergedId',
  fromPatient: 'fromPatientId',
  toPatient: 'toPatientId',
} as const;
const visitFields = { visit: 'visitId', fromVisit: 'fromVisitId', toVisit: 'toVisitId' } as const;
const keyFields = ['journeyId', 'patientId', 'survivorId', 'toPatientId', 'sourceId'] as const;

export interface Telling {
  readonly ids: OpaqueIds;
  readonly identities: readonly IdentityDomain[];
}

export function toldItem(event: CloudEvent, by: Telling): Item {
  const raw = Buffer.from(JSON.stringify(event), 'utf8');
  const sourceId = sourceOf(event.source);
  const item: Item = {
    id: messageId(by.ids, ['http', event.source, event.id], raw),
    transport: 'http',
    source: sourceId,
    sourceId,
    site: null,
    application: event.source,
    facility: '',
    controlId: event.id,
    event: event.type,
    status: 'stored',
    fault: null,
    warnings: [],
    answer: null,
    persons: [],
    drafts: [],
    unknownUnits: [],
    reused: 'refuse',
    raw,
    retry: false,
  };
  const told = read(event, sourceId, by);
  return 'fault' in told ? { ...item, status: 'refused', fault: told.fault } : { ...item, persons: told.persons, drafts: [told.draft] };
}

/** `/kommun/1382` -> `kommun-1382` */
const sourceOf = (source: string) =>
  source
    .replace(/[^A-Za-z0-9_.:-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64) || 'unnamed';

type Told = { readonly persons: readonly Person[]; readonly draft: Draft } | { readonly fault: Item['fault'] };
const invalid = (why: string): Told => ({
  fault: { ...faultOf('event-invalid'), text: `${faultOf('event-invalid').text} ${why}`.slice(0, 500) },
});

function read(event: CloudEvent, sourceId: string, by: Telling): Told {
  const named = parseCloudEventType(event.type);
  const entry = named && catalog.get(named.type);
  if (!entry || entry.topic !== 'intake' || entry.version !== named.version) return { fault: faultOf('event-unknown') };
  const type = entry.type as FactType;
  const fields = new Set(Object.keys(factSchemas[type].shape));
  const references = References.safeParse(Object.fromEntries(Object.entries(event.data).filter(([name]) => name in References.shape)));
  if (!references.success) return invalid(references.error.issues.map((i) => `${i.path.join('.')}: ${wording(i)}`).join('; '));
  const unknown = Object.keys(event.data).some((name) => !fields.has(name) && !(name in References.shape));
  if (unknown) return invalid(`data: okänt fält; kända är ${knownFields(fields).join(', ')}`);
  const occurredAt = new Date(event.time).toISOString();
  if (occurredAt < '1900' || occurredAt >= '2101') return invalid('time: orimlig tidpunkt');

  const given = Object.fromEntries(Object.entries(event.data).filter(([name]) => fields.has(name)));
  const visits = visitIds(references.data, fields, by);
  const persons: Person[] = [];
  const patients: Partial<Record<(typeof patientFields)[keyof typeof patientFields], number>> = {};
  for (const [name, field] of Object.entries(patientFields)) {
    const number = references.data[name as Names];
    if (number === undefined || !fields.has(field)) continue;
    patients[field] = persons.length;
    persons.push(personOf(number, occurredAt, by.identities));
  }
  // A fact about a patient may leave its visit out; that is no visit number, as in a feed that sends none.
  const data = { ...(fields.has('visitId') && fields.has('patientId') ? { visitId: null } : {}), ...given, ...visits, sourceId };
  const placeholder = Object.fromEntries(Object.keys(patients).map((field) => [field, 'p-0']));
  const whole = { ...data, ...placeholder } as Record<string, unknown>;
  const key = keyFields.find((field) => fields.has(field))!;
  const decoded = decodeEvent({
    id: '',
    type,
    version: entry.version,
    key: '-',
    occurredAt,
    recordedAt: occurredAt,
    causedBy: null,
    actor: '',
    data: whole,
  } satisfies SlussEvent);
  if (!decoded.ok) return invalid(decoded.reason);
  const draft: Draft = {
    type,
    occurredAt,
    key: (patients as Record<string, number>)[key] ?? (whole[key] as string),
    data,
    patients,
    visits: {},
  };
  return { persons, draft };
}

/** Never a name that the sender chose: it may be somebody's, and the reason is kept. */
const wording = (issue: z.core.$ZodIssue) => (issue.code === 'unrecognized_keys' ? 'okänt fält' : issue.message);

function knownFields(fields: ReadonlySet<string>): string[] {
  const named = { ...patientFields, ...visitFields };
  const references = Object.entries(named).flatMap(([name, id]) => (fields.has(id) ? [name] : []));
  return [...(fields.has('journeyId') ? ['visit'] : []), ...references, ...fields].filter((name) => name !== 'sourceId');
}

/** A visit's number gives its opaque id, or for what is said about a journey, the id of that visit's journey. */
function visitIds(references: z.infer<typeof References>, fields: ReadonlySet<string>, by: Telling): Record<string, string> {
  const idOf = (n: { system: string; value: string }) => by.ids.of('visit', visitKey(n.system, n.value));
  const ids: Record<string, string> = {};
  for (const [name, field] of Object.entries(visitFields)) {
    const number = references[name as Names];
    if (number !== undefined && fields.has(field)) ids[field] = idOf(number);
  }
  if (references.visit !== undefined && fields.has('journeyId')) ids.journeyId = journeyIdOf(idOf(references.visit));
  return ids;
}

function personOf(number: { system: string; value: string }, statedAt: string, identities: readonly IdentityDomain[]): Person {
  const domain = identities.find((d) => d.authority === number.system || d.also.includes(number.system));
  const value = domain?.kind === 'personnummer' ? readIdentityNumber(number.value, Number(statedAt.slice(0, 4))).value : number.value;
  return { identifiers: [{ authority: domain?.authority ?? number.system, value }], details: null, protectedHint: false, statedAt };
}
