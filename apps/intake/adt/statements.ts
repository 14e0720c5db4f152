// What a message tells beside its event: who the person is, when discharge is expected, whether the patient is ready, and death. Nothing is
// compared with what is stored: the newest statement by time wins where the facts are folded.
import type { PlaceFeature } from '#contracts';
import type { Segment } from '../hl7/message.ts';
import type { ReadinessField } from '../mappings/mapping-schema.ts';
import { about, type About, type Draft } from './draft.ts';
import { municipalityOf, protectionHint } from './person.ts';
import { destinationOf } from './place.ts';
import type { Reading } from './reading.ts';

/** A stay is not planned further ahead than this; a year 2999 is a slip of the key. */
const FARTHEST_MS = 2 * 366 * 24 * 3_600_000;

/** Events about a stay that goes on: only these say something of the discharge to come. */
const ongoing = new Set(['A01', 'A02', 'A04', 'A05', 'A06', 'A08', 'A12', 'A13', 'A14', 'A15', 'A16', 'A21', 'A22', 'A26', 'A52', 'A53']);

export function statements(reading: Reading, who: About, saidAt: string): Draft[] {
  return [
    ...personStated(reading, who, saidAt),
    ...(ongoing.has(reading.trigger) ? [...expectedDischarge(reading, who, saidAt), ...readiness(reading, who, saidAt)] : []),
    ...death(reading, who, saidAt),
  ];
}

function personStated(reading: Reading, who: About, saidAt: string): Draft[] {
  const municipality = municipalityOf(reading);
  const protectedIdentity = protectionHint(reading);
  return municipality === null && !protectedIdentity ? [] : [about('PersonStated', saidAt, who, { municipality, protectedIdentity })];
}

function expectedDischarge(reading: Reading, who: About, saidAt: string): Draft[] {
  const pv2 = reading.segment('PV2');
  if (pv2?.deletes(9)) return [about('ExpectedDischargeCleared', saidAt, who, {})];
  const planned = reading.trigger === 'A16';
  const expectedAt = reading.toldTime(pv2, 9) ?? (planned ? reading.toldTime(reading.segment('EVN'), 3) : null);
  if (expectedAt === null) return [];
  const admittedAt = reading.toldTime(reading.segment('PV1'), 44);
  if (admittedAt !== null && expectedAt.slice(0, 10) < admittedAt.slice(0, 10))
    return refuse(reading, 'expected-discharge-before-admission');
  if (Date.parse(expectedAt) > Date.parse(saidAt) + FARTHEST_MS) return refuse(reading, 'expected-discharge-too-far');
  if (expectedAt < saidAt) reading.warn('expected-discharge-past');
  return [about('ExpectedDischargeSet', saidAt, who, { expectedAt, assured: planned })];
}

function refuse(reading: Reading, warning: string): Draft[] {
  reading.warn(warning);
  return [];
}

function readiness(reading: Reading, who: About, saidAt: string): Draft[] {
  for (const field of reading.source.readiness.fields) {
    if (field.events && !field.events.includes(reading.trigger)) continue;
    const segment = reading.segment(field.segment);
    if (!segment) continue;
    if (segment.deletes(field.status)) return [about('DischargeReadyWithdrawn', saidAt, who, { reason: 'reassessed' })];
    const code = segment.value(field.status);
    if (code === '') continue;
    const at = (field.time === undefined ? null : reading.toldTime(segment, field.time)) ?? saidAt;
    return readyFact(reading, who, at, segment, field, code);
  }
  return [];
}

function readyFact(reading: Reading, who: About, at: string, segment: Segment, field: ReadinessField, code: string): Draft[] {
  const { codes } = reading.source.readiness;
  const rule = codes.get(code);
  if (!rule) return refuse(reading, 'readiness-code-unknown');
  if ('withdrawn' in rule) return [about('DischargeReadyWithdrawn', at, who, { reason: rule.withdrawn })];
  const own = targetsAt(reading, segment, field);
  const targets = own.length > 0 ? own : 'targets' in rule ? rule.targets : [];
  if (targets.length === 0) return refuse(reading, 'readiness-without-target');
  const needs: PlaceFeature[] = [...('needs' in rule ? rule.needs : []), ...needsAt(reading, segment, field)];
  const stated = field.municipality === undefined ? '' : segment.value(field.municipality);
  const municipality = /^\d{4}$/.test(stated)
    ? stated
    : (('municipality' in rule ? rule.municipality : undefined) ?? municipalityOf(reading));
  return [about('DischargeReadyDeclared', at, who, { targets: targets.slice(0, 4), municipality, needs: [...new Set(needs)].slice(0, 8) })];
}

const targetsAt = (reading: Reading, segment: Segment, field: ReadinessField) =>
  translated(reading, segment, field.targets, reading.source.readiness.targets, 'readiness-target-unknown');
const needsAt = (reading: Reading, segment: Segment, field: ReadinessField) =>
  translated(reading, segment, field.needs, reading.source.readiness.needs, 'readiness-need-unknown');

function translated<T>(reading: Reading, segment: Segment, field: number | undefined, table: ReadonlyMap<string, T>, warning: string): T[] {
  if (field === undefined) return [];
  return segment.repetitions(field).flatMap((repetition) => {
    const found = table.get(segment.part(repetition, 1));
    if (found === undefined) reading.warn(warning);
    return found === undefined ? [] : [found];
  });
}

function death(reading: Reading, who: About, saidAt: string): Draft[] {
  const pid = reading.segment('PID');
  const when = reading.toldTime(pid, 29);
  const said = pid?.value(30).toUpperCase() === 'Y' || when !== null || deceasedAtDischarge(reading);
  return said ? [about('PatientDied', when ?? saidAt, who, {})] : [];
}

const deceasedAtDischarge = (reading: Reading) =>
  reading.trigger === 'A03' && (destinationOf(reading, reading.segment('PV1'))?.deceased ?? false);
