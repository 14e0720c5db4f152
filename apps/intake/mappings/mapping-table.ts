// A mapping file made ready for look-up, and the checks that a schema cannot make: codes said twice, ward loops, sites and municipalities
// nobody knows. Pure; reading files is the book's work.
import type * as z from 'zod';
import type { CareKind, PlaceFeature } from '#contracts';
import { MappingFile, type Destination, type IdentityDomain, type ReadinessField, type ReadinessRule } from './mapping-schema.ts';

/** One source as the ADT mapping sees it. */
export interface Source {
  readonly sourceId: string;
  readonly name: string;
  readonly site: string | null;
  /** Fingerprints or subjects; see the schema. */
  readonly certificates: readonly string[];
  readonly charset: MappingFile['charset'];
  readonly processing: ReadonlySet<string>;
  readonly versions: ReadonlySet<string>;
  readonly duplicates: 'lenient' | 'strict';
  readonly unknownEvents: 'ignore' | 'refuse';
  readonly visitDomain: string;
  readonly identities: readonly IdentityDomain[];
  readonly municipality: readonly { segment: string; field: number; component: number }[];
  readonly facilities: ReadonlyMap<string, string>;
  /** By `facility|ward`, and by `|ward` for a ward whose code is one of a kind. */
  readonly wards: ReadonlyMap<string, string>;
  readonly classes: ReadonlyMap<string, 'inpatient' | 'emergency' | 'outpatient'>;
  readonly plannedTypes: ReadonlySet<string>;
  readonly dispositions: ReadonlyMap<string, Destination>;
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly readiness: {
    readonly fields: readonly ReadinessField[];
    readonly codes: ReadonlyMap<string, ReadinessRule>;
    readonly targets: ReadonlyMap<string, CareKind>;
    readonly needs: ReadonlyMap<string, PlaceFeature>;
  };
}

export interface MappingTable {
  /** Sources by `application|facility`. */
  readonly senders: ReadonlyMap<string, Source>;
}

export interface KnownRegion {
  readonly facilities: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  readonly municipalities: ReadonlySet<string>;
}

export interface MappingFault {
  readonly file: string;
  readonly at: string;
  readonly fault: string;
}

export const senderKey = (application: string, facility: string) => `${application}|${facility}`;

/** All files at once, since two of them may claim the same sender. Every fault is told; a table is given only when there is none. */
export function buildTable(
  files: readonly { readonly file: string; readonly content: unknown }[],
  region: KnownRegion,
): { readonly table: MappingTable; readonly faults: readonly MappingFault[] } {
  const faults: MappingFault[] = [];
  const senders = new Map<string, Source>();
  const sourceIds = new Map<string, string>();
  for (const { file, content } of files) {
    const parsed = MappingFile.safeParse(content);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.map((issue) => ({ file, at: issue.path.join('.') || 'file', fault: wording(issue) })));
      continue;
    }
    const before = faults.length;
    check(parsed.data, region, (at, fault) => faults.push({ file, at, fault }));
    if (faults.length > before) continue;
    for (const [i, sender] of parsed.data.senders.entries()) {
      const key = senderKey(sender.application, sender.facility);
      if (senders.has(key))
        faults.push({
          file,
          at: `senders.${i}`,
          fault: `${sender.application} and ${sender.facility} already belong to ${senders.get(key)!.sourceId}`,
        });
      if (sourceIds.has(sender.source))
        faults.push({ file, at: `senders.${i}.source`, fault: `${sender.source} is used in ${sourceIds.get(sender.source)} too` });
      senders.set(key, toSource(parsed.data, sender));
      sourceIds.set(sender.source, file);
    }
  }
  return { table: { senders }, faults };
}

const wording = (issue: z.core.$ZodIssue) => (issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : issue.message);

type Tell = (at: string, fault: string) => void;

function check(file: MappingFile, region: KnownRegion, tell: Tell) {
  twice(
    file.facilities.map((f) => f.code),
    'facilities',
    tell,
  );
  twice(
    file.wards.map((w) => `${w.facility ?? ''}|${w.code}`),
    'wards',
    tell,
  );
  for (const list of ['classes', 'dispositions', 'destinations'] as const)
    twice(
      file[list].map((row) => row.code),
      list,
      tell,
    );
  for (const list of ['codes', 'targets', 'needs'] as const)
    twice(
      file.readiness[list].map((row) => row.code),
      `readiness.${list}`,
      tell,
    );
  twice(
    file.identities.flatMap((d) => [d.authority, ...d.also]),
    'identities',
    tell,
  );
  for (const [i, f] of file.facilities.entries())
    if (!region.facilities.has(f.id)) tell(`facilities.${i}.id`, `${f.id} is no site of this region`);
  for (const [i, s] of file.senders.entries())
    if (s.site !== null && !region.facilities.has(s.site)) tell(`senders.${i}.site`, `${s.site} is no site of this region`);
  for (const [i, w] of file.wards.entries()) {
    if ((w.unit === undefined) === (w.sameAs === undefined)) tell(`wards.${i}`, 'give either unit or sameAs');
    if (w.unit !== undefined && !region.units.has(w.unit)) tell(`wards.${i}.unit`, `${w.unit} is no ward of this region`);
    if (w.sameAs !== undefined && followWard(file, w) === null)
      tell(`wards.${i}.sameAs`, `${w.sameAs} leads to no ward, or round in a loop`);
  }
  for (const [i, rule] of file.readiness.codes.entries()) {
    const code = 'municipality' in rule ? rule.municipality : undefined;
    if (code !== undefined && !region.municipalities.has(code))
      tell(`readiness.codes.${i}.municipality`, `${code} is no municipality of this region`);
  }
}

function twice(codes: readonly string[], at: string, tell: Tell) {
  const seen = new Set<string>();
  for (const code of codes) {
    if (seen.has(code)) tell(at, `${code.replace(/^\|/, '')} stands twice`);
    seen.add(code);
  }
}

/** The unit a ward row leads to in the end; null when it leads nowhere or in a loop. */
function followWard(file: MappingFile, start: MappingFile['wards'][number]): string | null {
  const seen = new Set<string>();
  let row: MappingFile['wards'][number] | undefined = start;
  while (row !== undefined) {
    if (row.unit !== undefined) return row.unit;
    if (seen.has(row.code)) return null;
    seen.add(row.code);
    const next: string | undefined = row.sameAs;
    row = file.wards.find((w) => w.code === next && w.facility === start.facility) ?? file.wards.find((w) => w.code === next);
  }
  return null;
}

const byCode = <T extends { readonly code: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.code, row]));

function toSource(file: MappingFile, sender: MappingFile['senders'][number]): Source {
  return {
    sourceId: sender.source,
    name: sender.name,
    site: sender.site,
    certificates: sender.certificates ?? [],
    charset: file.charset,
    processing: new Set(file.processing),
    versions: new Set(file.versions),
    duplicates: file.duplicates,
    unknownEvents: file.unknownEvents,
    visitDomain: file.visitDomain,
    identities: file.identities,
    municipality: file.municipality.map((path) => {
      const [, segment, field, component] = /^(\w{3})-(\d+)(?:\.(\d+))?$/.exec(path)!;
      return { segment: segment!, field: Number(field), component: Number(component ?? 1) };
    }),
    facilities: new Map(file.facilities.map((f) => [f.code, f.id])),
    wards: new Map(file.wards.map((w) => [`${w.facility ?? ''}|${w.code}`, followWard(file, w)!])),
    classes: new Map(file.classes.map((c) => [c.code, c.class])),
    plannedTypes: new Set(file.plannedTypes),
    dispositions: byCode(file.dispositions),
    destinations: byCode(file.destinations),
    readiness: {
      fields: file.readiness.fields,
      codes: byCode(file.readiness.codes),
      targets: new Map(file.readiness.targets.map((t) => [t.code, t.kind])),
      needs: new Map(file.readiness.needs.map((n) => [n.code, n.feature])),
    },
  };
}
