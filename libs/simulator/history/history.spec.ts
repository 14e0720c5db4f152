import { CloudEvent, decodeEvent, parseCloudEventType } from '#contracts';
import { halland90 } from '../parameters.ts';
import { PERSONNUMMER } from '../people.ts';
import { officialTestNumbers } from '../official-test-numbers.ts';
import { simulateHistory } from './history.ts';
import type { HistoryItem } from './item.ts';
import { outcomeOf } from './outcome.ts';
import { STORY_UNIT, storyPerson, storyVisit } from './staging.ts';

// A Saturday morning, a weekday noon after a weekend, and a night in summer time.
const moments = ['2026-11-28T09:00:00Z', '2026-11-30T12:00:00Z', '2026-07-05T01:00:00Z'];
const histories = moments.map((now) => ({ now, items: simulateHistory({ seed: 'halland', now: new Date(now) }) }));
const outcomes = histories.map(({ now, items }) => ({ now, items, outcome: outcomeOf(items) }));
const count = (record: Record<string, number>) => Object.values(record).reduce((a, b) => a + b, 0);

describe('ninety days of the made-up Halland', () => {
  it('are the same bytes for the same seed and moment, and others for another seed', () => {
    const brief = { ...halland90, days: 15, warmUpDays: 5 };
    const told = (seed: string) => JSON.stringify(simulateHistory({ seed, now: new Date(moments[0]!), parameters: brief }));
    const once = told('halland');
    expect(told('halland')).toBe(once);
    expect(told('other')).not.toBe(once);
  });

  it.each(outcomes)('never ask for two holders of a place or two places for a person ($now)', ({ outcome }) => {
    expect(outcome.impossible).toEqual([]);
  });

  it.each(outcomes)('hold the figures that Halland has ($now)', ({ now, items, outcome }) => {
    // 39-49 on an ordinary day; the moment and the weekday move it.
    expect(outcome.waiting.length).toBeGreaterThanOrEqual(33);
    expect(outcome.waiting.length).toBeLessThanOrEqual(66);
    expect(count(outcome.facts)).toBeLessThanOrEqual(20_000);
    // 23 admissions with need a day are told in full for the last nine days; fewer notices are sent on a weekend.
    const recent = new Date(Date.parse(now) - 9 * 86_400_000).toISOString();
    const notices = items.filter((i) => i.kind === 'fact' && i.occurredAt > recent && i.event.type.includes('AdmissionNoticeSent')).length;
    expect(notices / 9).toBeGreaterThan(16);
    expect(notices / 9).toBeLessThan(31);
    const beds = [...outcome.places].filter(([id]) => id.startsWith('kobo')).map(([, place]) => place);
    const occupied = beds.filter((place) => place.holder).length;
    expect(occupied / beds.filter((place) => !place.closed).length).toBeGreaterThan(0.7);
  });

  it.each(outcomes)('end with the story that the demo opens on ($now)', ({ outcome, items }) => {
    const home = [...outcome.places].filter(([id]) => id.startsWith(STORY_UNIT)).map(([, place]) => place);
    expect(home.filter((p) => !p.holder && !p.promised && !p.closed)).toEqual([]);
    expect(home.filter((p) => p.closed).length).toBeGreaterThanOrEqual(2);
    const held = outcome.waiting.filter((w) => w.municipality === '1382' && w.target === 'short-term');
    expect(held.length).toBeGreaterThanOrEqual(3);
    expect(held.length).toBeLessThanOrEqual(9);
    expect(outcome.onward.some((w) => w.municipality === '1382' && w.target === 'home-with-care')).toBe(true);
    // Sigrid is in hospital, known to the municipality, and not yet ready.
    const told = items.filter((i) => i.kind === 'fact' && (i.event.data['visit'] as { value: string }).value === storyVisit.value);
    expect(told.length).toBeGreaterThan(3);
    expect(outcome.waiting.some((w) => w.visit === storyVisit.value)).toBe(false);
  });

  it.each(outcomes)('leave room in one municipality or more, and promises in the air ($now)', ({ outcome }) => {
    const free = new Set(
      [...outcome.places].filter(([id, p]) => id.startsWith('kobo') && !p.holder && !p.promised && !p.closed).map(([id]) => id.slice(5, 9)),
    );
    expect(free.size).toBeGreaterThanOrEqual(1);
    expect([...outcome.places.values()].some((place) => place.promised)).toBe(true);
  });

  it('come in the order in which they were known, some late, none from the future', () => {
    for (const { now, items } of histories) {
      const times = items.map((i) => Date.parse(i.recordedAt));
      expect(times.every((t, i) => i === 0 || times[i - 1]! <= t)).toBe(true);
      expect(items.every((i) => i.occurredAt <= i.recordedAt && i.recordedAt <= new Date(now).toISOString())).toBe(true);
      const late = items.filter((i) => Date.parse(i.recordedAt) - Date.parse(i.occurredAt) > 5.9 * 3_600_000).length;
      expect(late / items.filter((i) => i.kind === 'fact').length).toBeCloseTo(0.02, 2);
    }
  });

  it('tell facts that the catalogue knows, once it is known who they are about', () => {
    const facts = histories[0]!.items.filter((i): i is Extract<HistoryItem, { kind: 'fact' }> => i.kind === 'fact');
    expect(new Set(facts.map((f) => f.event.id)).size).toBe(facts.length);
    for (const { event } of facts.slice(0, 4000)) {
      const { patient: _patient, visit: _visit, person: _person, ...data } = CloudEvent.parse(event).data;
      const ids = { patientId: 'p-1', visitId: 'v-1', sourceId: 's', journeyId: 'j-1' };
      const { type, version } = parseCloudEventType(event.type)!;
      const at = '2026-01-01T00:00:00.000Z';
      const envelope = {
        id: 'x',
        type,
        version,
        key: 'p-1',
        occurredAt: at,
        recordedAt: at,
        causedBy: null,
        actor: 'source:x',
        data: { ...data, ...ids },
      };
      expect(decodeEvent(envelope)).toMatchObject({ ok: true });
    }
  });

  it('speak of nobody by a personnummer that is not an official test number', () => {
    const official = new Set([...officialTestNumbers, storyPerson.identifier.value]);
    const text = JSON.stringify(histories[0]!.items);
    for (const [, number] of text.matchAll(/"system":"1\.2\.752\.129\.2\.1\.3\.1","value":"(\d+)"/g))
      expect(official.has(number!)).toBe(true);
    expect(text).toContain(PERSONNUMMER);
  });
});
