import fc from 'fast-check';
import { numbered } from './contract-rig.ts';
import type { LogRecord } from './log-transport.ts';
import { laneOf, open, triage } from './triage.ts';

const record = (offset: number, event: unknown): LogRecord => ({
  topic: 'intake',
  partition: 0,
  offset,
  event: event as LogRecord['event'],
});
const opened = (keys: readonly string[]) => keys.map((key, i) => open(record(i, numbered(key, i + 1))));
const ids = (batch: readonly { id: string }[]) => new Set(batch.map((o) => o.id));

describe('opening what lies in the log', () => {
  it('never throws and always gives an id and a key', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        const o = open(record(3, anything));
        expect(o).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), key: expect.any(String), type: expect.any(String) });
        expect(o.event === null).toBe(o.reason !== null);
      }),
    );
  });

  it('tells in words why an event cannot be read', () => {
    const good = numbered('p', 1);
    expect(open(record(0, { ...good, type: 'PatientBeamedUp' })).reason).toBe('unknown event type PatientBeamedUp');
    expect(open(record(0, { ...good, key: 5 })).reason).toBe('event without key');
    expect(open(record(0, { ...good, data: { ...good.data, assured: 'perhaps' } })).reason).toMatch(/^ExpectedDischargeSet: assured /);
    expect(open(record(0, null)).reason).toBe('event without a usable id');
  });
});

describe('a batch', () => {
  it('leaves out what was handled before', () => {
    const batch = opened(['p', 'q']);
    const { handle, park } = triage(batch, new Set([batch[1]!.id]), new Set(), null);
    expect([handle, park]).toEqual([[batch[1]], []]);
  });

  it('parks the unreadable event and what comes after it for the same key', () => {
    const batch = [
      ...opened(['p', 'q']),
      open(record(2, { ...numbered('p', 2), version: 7 })),
      open(record(3, numbered('p', 3))),
      open(record(4, numbered('q', 2))),
    ];
    const { handle, park } = triage(batch, ids(batch), new Set(), null);
    expect(handle.map((o) => o.record.offset)).toEqual([0, 1, 4]);
    expect(park).toMatchObject([
      { opened: { key: 'p' }, reason: 'unknown version 7 of ExpectedDischargeSet', behind: false },
      { opened: { key: 'p' }, behind: true },
    ]);
  });

  it('of several partitions shuts a key in its own only', () => {
    const elsewhere = { ...record(0, { ...numbered('p', 1), version: 7 }), partition: 3 };
    const batch = [open(elsewhere), ...opened(['p', 'q'])];
    const { handle, park } = triage(batch, new Set(batch.map((o) => o.id)), new Set(), null);
    expect(handle).toEqual([batch[1], batch[2]]);
    expect(park).toMatchObject([{ opened: { record: { partition: 3 } }, behind: false }]);
  });

  it('is handled or parked, each new event once, in order, and nothing of a shut key is handled', () => {
    const keys = fc.array(fc.constantFrom('p', 'q', 'r'), { maxLength: 20 });
    fc.assert(
      fc.property(keys, fc.subarray(['p', 'q', 'r']), (names, shut) => {
        const batch = opened(names);
        const lanes = new Set(shut.map((key) => laneOf(record(0, null), key)));
        const { handle, park } = triage(batch, ids(batch), lanes, null);
        expect([...handle, ...park.map((p) => p.opened)].map((o) => o.record.offset).sort((a, b) => a - b)).toEqual(names.map((_, i) => i));
        expect(handle.map((o) => o.record.offset)).toEqual(handle.map((o) => o.record.offset).sort((a, b) => a - b));
        expect(handle.some((o) => shut.includes(o.key))).toBe(false);
      }),
    );
  });
});
