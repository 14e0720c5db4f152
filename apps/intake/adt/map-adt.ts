// One parsed ADT message to the facts it tells. Pure and total: what cannot be used is a fault with its place in the message, never an exception.
import type { Header } from '../hl7/header.ts';
import { groupsOf, parseMessage, type Message } from '../hl7/message.ts';
import type { Source } from '../mappings/mapping-table.ts';
import { about, type Draft, type Person } from './draft.ts';
import { eventRules, personEvents } from './events.ts';
import { mergeEvents, numberEvents, numberFacts, renumbering, joined, type Numbered } from './merges.ts';
import { saidAt } from './moment.ts';
import { personOf } from './person.ts';
import { locationAt } from './place.ts';
import { Reading, type Fault } from './reading.ts';
import { statements } from './statements.ts';
import { visitOf, visitOfMessage } from './visit.ts';

export type AdtResult =
  | {
      readonly kind: 'facts';
      readonly persons: readonly Person[];
      readonly drafts: readonly Draft[];
      readonly warnings: readonly string[];
      readonly unknownUnits: readonly string[];
    }
  /** An event that means nothing here. */
  | { readonly kind: 'unused'; readonly warnings: readonly string[] }
  | { readonly kind: 'fault'; readonly faults: readonly Fault[]; readonly warnings: readonly string[] };

export function mapAdt(text: string, header: Header, source: Source): AdtResult {
  const reading = new Reading(parseMessage(text, header.delimiters), header, source);
  const { trigger } = header;
  if (!(trigger in eventRules) && !numberEvents.has(trigger) && trigger !== 'A17')
    return { kind: 'unused', warnings: [...reading.warnings] };
  if (reading.segments('MSH').length > 1) reading.fault('several-messages', 'MSH');
  const stated = reading.segment('EVN')?.value(1) ?? '';
  if (stated !== '' && stated !== trigger) reading.warn('event-type-differs');
  const said = saidAt(reading);
  const { persons, drafts } = said === null ? { persons: [], drafts: [] } : facts(reading, said);
  const warnings = [...reading.warnings];
  if (reading.faults.length > 0) return { kind: 'fault', faults: reading.faults, warnings };
  return { kind: 'facts', persons, drafts, warnings, unknownUnits: [...reading.unknownUnits] };
}

function facts(reading: Reading, said: string): Numbered {
  if (reading.trigger === 'A17') return swapped(reading, said);
  if (numberEvents.has(reading.trigger)) {
    const numbered = numberFacts(reading, said);
    if (!mergeEvents.has(reading.trigger) || numbered.persons.length === 0) return numbered;
    return { ...numbered, drafts: [...numbered.drafts, ...statements(reading, { person: 0, visit: null }, said)] };
  }
  if (reading.segments('PID').length > 1) reading.fault('several-persons', 'PID');
  const person = personOf(reading, reading.segment('PID'), said);
  if (person === null) return { persons: [], drafts: [] };
  const pv1 = personEvents.has(reading.trigger) ? null : reading.segment('PV1');
  const who = { person: 0, visit: visitOfMessage(reading, pv1, pv1 && reading.segment('PID')) };
  const main = eventRules[reading.trigger]!(reading, who);
  return { persons: [person], drafts: [...newNumber(reading, who.visit, said), ...main, ...statements(reading, who, said)] };
}

/** A06 and A07 may give the visit a new number; MRG-5 then has the old one. */
function newNumber(reading: Reading, visit: string | null, at: string): Draft[] {
  const before = visitOf(reading, reading.segment('MRG'), 5);
  return before === null || visit === null || before === visit ? [] : [renumbering(at, before, visit)];
}

/** A17: two patients change beds; each group has its own PID and PV1 with where the patient now is. */
function swapped(reading: Reading, said: string): Numbered {
  const groups = groupsOf(reading.message, 'PID');
  if (groups.length !== 2) reading.fault(groups.length === 0 ? 'pid-missing' : 'swap-needs-two', 'PID');
  return groups
    .map((segments): Numbered => {
      const part: Message = { segments, warnings: [] };
      const own = new Reading(part, reading.header, reading.source);
      const person = personOf(own, own.segment('PID'), said);
      const pv1 = own.segment('PV1');
      const location = locationAt(own, pv1, 3);
      for (const fault of own.faults) reading.fault(fault.code, fault.at);
      for (const unit of own.unknownUnits) reading.unknownUnits.add(unit);
      if (person === null) return { persons: [], drafts: [] };
      const who = { person: 0, visit: visitOf(own, pv1) };
      const moved = location === null ? [] : [about('PatientTransferred', said, who, { location })];
      const stated = statements(own, who, said);
      for (const warning of own.warnings) reading.warn(warning);
      return { persons: [person], drafts: [...moved, ...stated] };
    })
    .reduce(joined, { persons: [], drafts: [] });
}
