// Policy files made into a book, and the checks that a schema cannot make: two versions for one day, days without any, codes nobody knows.
// Pure; reading files is policy-files.ts's work. Every fault is told together, with its file and where in it.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { policyAreas, type PolicyArea, type PolicyEntries } from '#contracts';

export interface PolicyFile {
  /** As the operator knows it. */
  readonly file: string;
  readonly text: string;
}
export interface PolicyFault {
  readonly file: string;
  readonly at: string;
  readonly fault: string;
}
export interface PolicyBook {
  /** Follows from what it says: the same policy has the same version on every machine. */
  readonly version: string;
  readonly entries: PolicyEntries;
}
/** What a policy may name. */
export interface Known {
  readonly municipalities: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
}

const areas = Object.keys(policyAreas) as PolicyArea[];
const Outline = z.object({ policy: z.enum(areas), entries: z.array(z.unknown()).min(1) }).strict();

type Found = { readonly area: PolicyArea; readonly file: string; readonly at: string; readonly entry: PolicyEntries[PolicyArea][number] };

/** An area that `files` say nothing of is taken from `below`. A book is given only when there is no fault. */
export function readBook(
  files: readonly PolicyFile[],
  below: PolicyEntries | null,
  known: Known,
): { readonly book: PolicyBook | null; readonly faults: readonly PolicyFault[] } {
  const faults: PolicyFault[] = [];
  const found = files.flatMap((file) => entriesOf(file, faults));
  for (const area of areas) {
    const own = found.filter((f) => f.area === area);
    if (own.length > 0) checkArea(area, own, known, faults);
    else if (below === null && faults.length === 0) faults.push({ file: 'folder', at: area, fault: 'no file says anything of it' });
  }
  if (faults.length > 0) return { book: null, faults };
  const entries = Object.fromEntries(
    areas.map((area) => {
      const own = found.filter((f) => f.area === area).map((f) => f.entry);
      return [area, own.length > 0 ? own : below![area]];
    }),
  ) as unknown as PolicyEntries;
  return { book: bookOf(entries), faults };
}

const bookOf = (entries: PolicyEntries): PolicyBook => ({
  entries,
  version: createHash('sha256')
    .update(JSON.stringify(areas.map((area) => entries[area])))
    .digest('hex')
    .slice(0, 12),
});

function entriesOf({ file, text }: PolicyFile, faults: PolicyFault[]): Found[] {
  const tell = (at: string, fault: string) => faults.push({ file, at, fault });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    tell('file', `is not JSON: ${(error as Error).message}`);
    return [];
  }
  const outline = Outline.safeParse(content);
  if (!outline.success) {
    for (const issue of outline.error.issues) tell(issue.path.join('.') || 'file', wording(issue));
    return [];
  }
  const { policy: area, entries } = outline.data;
  return entries.flatMap((entry, i): Found[] => {
    const parsed = policyAreas[area].safeParse(entry);
    if (parsed.success) return [{ area, file, at: `entries.${i}`, entry: parsed.data }];
    for (const issue of parsed.error.issues) tell(['entries', i, ...issue.path].join('.'), wording(issue));
    return [];
  });
}

const wording = (issue: z.core.$ZodIssue) => (issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : issue.message);

/** Entries of the same thing follow one another; these may also have times without any. */
const mayPause: ReadonlySet<PolicyArea> = new Set<PolicyArea>(['clocks']);

export const scopeOf = (entry: PolicyEntries[PolicyArea][number]): string | null =>
  'clock' in entry ? entry.clock : 'municipality' in entry ? entry.municipality : null;

function checkArea(area: PolicyArea, found: readonly Found[], known: Known, faults: PolicyFault[]) {
  const tell = ({ file, at }: Found, more: string, fault: string) => faults.push({ file, at: more ? `${at}.${more}` : at, fault });
  const ids = new Map<string, Found>();
  for (const f of found) {
    const { id, validFrom, validTo } = f.entry;
    const twin = ids.get(id);
    if (twin) tell(f, 'id', `${id} stands in ${twin.file} ${twin.at} too`);
    ids.set(id, f);
    if (validTo !== null && validTo <= validFrom) tell(f, 'validTo', 'must be later than validFrom');
    checkNames(f, known, (more, fault) => tell(f, more, fault));
  }
  for (const scope of new Set(found.map((f) => scopeOf(f.entry)))) {
    const line = found.filter((f) => scopeOf(f.entry) === scope).sort((a, b) => (a.entry.validFrom < b.entry.validFrom ? -1 : 1));
    const whole = !mayPause.has(area) && scope === null;
    for (const [i, f] of line.entries()) {
      const next = line[i + 1];
      const { validTo } = f.entry;
      if (!next && whole && validTo !== null) tell(f, 'validTo', 'the last version must have no end: nothing would hold after it');
      if (!next) continue;
      if (validTo === null || validTo > next.entry.validFrom)
        tell(next, 'validFrom', `overlaps with ${f.entry.id}, which holds ${validTo === null ? 'without end' : `until ${validTo}`}`);
      else if (whole && validTo < next.entry.validFrom) tell(next, 'validFrom', `leaves days without policy after ${validTo}`);
    }
  }
  if (area === 'placement' && found.every((f) => scopeOf(f.entry) !== null))
    tell(found[0]!, 'municipality', 'there must also be one without, for the municipalities that have none of their own');
}

function checkNames({ entry }: Found, known: Known, tell: (at: string, fault: string) => void) {
  const municipality = (at: string, code: string | null) => {
    if (code !== null && !known.municipalities.has(code)) tell(at, `${code} is no municipality of this region`);
  };
  if ('municipality' in entry) municipality('municipality', entry.municipality);
  if ('agreements' in entry) entry.agreements.forEach((code, i) => municipality(`agreements.${i}`, code));
  if (!('recipients' in entry)) return;
  for (const [i, recipient] of entry.recipients.entries()) {
    municipality(`recipients.${i}.municipality`, recipient.municipality);
    if (recipient.channel === 'webhook' && !known.secrets.has(recipient.secret ?? ''))
      tell(
        `recipients.${i}.secret`,
        recipient.secret === null
          ? 'WEBHOOK_SECRET is not set, and no other secret is named'
          : `${recipient.secret} is none of WEBHOOK_SECRETS`,
      );
  }
}
