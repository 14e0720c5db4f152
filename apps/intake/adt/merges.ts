// Events about numbers: persons merged (A18, A34, A40, A47), a visit moved to another person (A45), a visit renumbered (A50).
import { groupsOf, type Segment } from '../hl7/message.ts';
import type { Draft, Person } from './draft.ts';
import { personOf, priorPersonOf } from './person.ts';
import type { Reading } from './reading.ts';
import { visitOf } from './visit.ts';

export interface Numbered {
  readonly persons: readonly Person[];
  readonly drafts: readonly Draft[];
}

export const mergeEvents = new Set(['A18', 'A34', 'A40', 'A47']);
export const numberEvents = new Set([...mergeEvents, 'A45', 'A50']);

const none: Numbered = { persons: [], drafts: [] };

export function numberFacts(reading: Reading, at: string): Numbered {
  const groups = groupsOf(reading.message, 'PID').map((segments) => new Group(segments));
  if (groups.length === 0) reading.fault('pid-missing', 'PID');
  const all = groups.map((group) => {
    if (group.all('MRG').length === 0) {
      reading.fault('mrg-missing', 'MRG');
      return none;
    }
    if (mergeEvents.has(reading.trigger)) return merged(reading, group, at);
    return reading.trigger === 'A45' ? moved(reading, group, at) : renumbered(reading, group, at);
  });
  return all.reduce((sum, next) => joined(sum, next), none);
}

class Group {
  private readonly segments: readonly Segment[];
  constructor(segments: readonly Segment[]) {
    this.segments = segments;
  }
  all(name: string): Segment[] {
    return this.segments.filter((s) => s.name === name);
  }
  first(name: string): Segment | null {
    return this.all(name)[0] ?? null;
  }
}

const key = (i: { authority: string; value: string }) => `${i.authority}|${i.value}`;

/** The survivor's list may already hold the old number: taking that as the survivor's own would call the merge a conflict. */
function merged(reading: Reading, group: Group, at: string): Numbered {
  const survivor = personOf(reading, group.first('PID'), at);
  const prior = priorPersonOf(reading, group.first('MRG')!, at);
  if (!survivor || !prior) return none;
  const old = new Set(prior.identifiers.map(key));
  const identifiers = survivor.identifiers.filter((i) => !old.has(key(i)));
  if (identifiers.length === 0) {
    reading.warn('merge-with-itself');
    return { persons: [survivor], drafts: [] };
  }
  const fact: Draft = { type: 'PatientsMerged', occurredAt: at, key: 0, data: {}, patients: { survivorId: 0, mergedId: 1 }, visits: {} };
  return { persons: [{ ...survivor, identifiers }, prior], drafts: [fact] };
}

/** Each MRG names where a visit was; PV1 after it, the visit. */
function moved(reading: Reading, group: Group, at: string): Numbered {
  const to = personOf(reading, group.first('PID'), at);
  const mrg = group.first('MRG')!;
  const from = priorPersonOf(reading, mrg, at);
  const now = visitOf(reading, group.first('PV1'));
  const before = visitOf(reading, mrg, 5) ?? now;
  if (before === null) reading.fault('visit-number-missing', 'MRG-5');
  if (!to || !from || before === null) return none;
  const drafts: Draft[] = [
    { type: 'VisitMoved', occurredAt: at, key: 0, data: {}, patients: { toPatientId: 0, fromPatientId: 1 }, visits: { visitId: before } },
  ];
  if (now !== null && now !== before) drafts.push(renumbering(at, before, now));
  return { persons: [to, from], drafts };
}

function renumbered(reading: Reading, group: Group, at: string): Numbered {
  const person = personOf(reading, group.first('PID'), at);
  const before = visitOf(reading, group.first('MRG'), 5);
  const now = visitOf(reading, group.first('PV1'));
  if (before === null || now === null) {
    reading.fault('visit-number-missing', before === null ? 'MRG-5' : 'PV1-19');
    return none;
  }
  if (!person) return none;
  if (before === now) reading.warn('merge-with-itself');
  return { persons: [person], drafts: before === now ? [] : [renumbering(at, before, now)] };
}

export const renumbering = (at: string, from: string, to: string, person = 0): Draft => ({
  type: 'VisitRenumbered',
  occurredAt: at,
  key: person,
  data: {},
  patients: { patientId: person },
  visits: { fromVisitId: from, toVisitId: to },
});

/** Puts two lists of persons behind each other; the drafts' indexes follow. */
export function joined(a: Numbered, b: Numbered): Numbered {
  const shift = a.persons.length;
  const drafts = b.drafts.map((draft) => ({
    ...draft,
    key: typeof draft.key === 'number' ? draft.key + shift : draft.key,
    patients: Object.fromEntries(Object.entries(draft.patients).map(([field, index]) => [field, index + shift])),
  }));
  return { persons: [...a.persons, ...b.persons], drafts: [...a.drafts, ...drafts] };
}
