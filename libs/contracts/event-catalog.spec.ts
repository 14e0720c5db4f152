import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudEvent, cloudEventType, parseCloudEventType, type SlussEvent, toCloudEvent } from './envelope.ts';
import { catalog, decodeEvent } from './event-catalog.ts';
import { jsonSchemaOf } from './json-schema.ts';

const folder = join(__dirname, 'fixtures');
const files = readdirSync(folder).sort();
const fixture = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as SlussEvent;

describe('the event catalogue', () => {
  it.each(files)('still reads %s, byte for byte as it was written', (file) => {
    const event = fixture(file);
    const decoded = decodeEvent(event);
    expect(decoded).toEqual({ ok: true, event });
    expect(file).toBe(`${event.type}.v${event.version}.json`);
  });

  it('has a fixture of every type and version it knows', () => {
    const known = [...catalog.values()].map((e) => `${e.type}.v${e.version}.json`);
    expect(known.filter((name) => !files.includes(name))).toEqual([]);
  });

  it('knows the type of every fixture', () => {
    expect(files.filter((file) => !catalog.has(file.split('.')[0]!))).toEqual([]);
  });

  it('refuses an unknown type, an unknown version and a missing field with a reason', () => {
    const event = fixture('PatientAdmitted.v1.json');
    expect(decodeEvent({ ...event, type: 'PatientTeleported' })).toEqual({ ok: false, reason: 'unknown event type PatientTeleported' });
    expect(decodeEvent({ ...event, version: 9 })).toMatchObject({ ok: false, reason: expect.stringContaining('version 9') });
    expect(decodeEvent({ ...event, data: {} })).toMatchObject({ ok: false, reason: expect.stringContaining('patientId') });
  });

  it.each(files)('reads %s with a field more, as a later release may send it, and leaves the field unread', (file) => {
    const event = fixture(file);
    const later = { ...event, data: { ...(event.data as object), addedLater: { at: '2027-01-01T00:00:00.000Z' } } };
    expect(decodeEvent(later)).toEqual({ ok: true, event });
  });

  it.each(files)('does not guess at a later version of %s', (file) => {
    const event = fixture(file);
    const later = event.version + 1;
    expect(decodeEvent({ ...event, version: later })).toEqual({ ok: false, reason: `unknown version ${later} of ${event.type}` });
  });

  it('travels as a CloudEvent', () => {
    for (const file of files) {
      const event = fixture(file);
      const cloud = toCloudEvent(event, 'intake');
      expect(CloudEvent.safeParse(cloud).success).toBe(true);
      expect(parseCloudEventType(cloud.type)).toEqual({ type: event.type, version: event.version });
      expect(cloud.type).toBe(cloudEventType(event.type, event.version));
    }
  });
});

describe('no person in the events', () => {
  const personal = /^(name|.*names?|.*personnummer.*|.*personalnumber.*|ssn|address|street|phone|email|birth.*|freetext|comment|note)$/i;
  const fieldsOf = (schema: unknown, path: string[] = []): string[] => {
    if (schema === null || typeof schema !== 'object') return [];
    const node = schema as Record<string, unknown>;
    const own = Object.entries((node.properties ?? {}) as Record<string, unknown>).flatMap(([name, child]) => [
      [...path, name].join('.'),
      ...fieldsOf(child, [...path, name]),
    ]);
    const inner = [node.items, node.anyOf, node.oneOf, node.allOf, node.prefixItems, node.additionalProperties]
      .flat()
      .flatMap((child) => fieldsOf(child, path));
    return [...own, ...inner];
  };
  const named = [...catalog.values()].flatMap((entry) =>
    fieldsOf(jsonSchemaOf(entry.schema, 'input'))
      .filter((field) => personal.test(field.split('.').at(-1)!))
      .map((field) => `${entry.type}.${field}`),
  );

  it('holds for every field of every schema: the only name is a unit’s', () => {
    const unitEvents = ['UnitRegistered', 'UnitChanged', 'CapacityReported', 'VacancyExpected'];
    expect(named.sort()).toEqual(unitEvents.map((type) => `${type}.unit.name`).sort());
  });

  it('would be seen if a schema had one', () => {
    const leaky = {
      type: 'object',
      properties: { patient: { anyOf: [{ type: 'object', properties: { familyName: { type: 'string' } } }] } },
    };
    expect(fieldsOf(leaky).filter((f) => personal.test(f.split('.').at(-1)!))).toEqual(['patient.familyName']);
  });
});
