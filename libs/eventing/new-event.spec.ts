import { decodeEvent } from '#contracts';
import fc from 'fast-check';
import { derivedId, newEvent } from './new-event.ts';

const cause = 'f3f1d1f0-5b5c-4b3e-9b0a-0f5d8f1c2a11';

describe('the id of an event that follows from another', () => {
  it('is the same each time, and a uuid', () => {
    expect(derivedId(cause, 'JourneyRevised')).toBe(derivedId(cause, 'JourneyRevised', 0));
    expect(derivedId(cause, 'JourneyRevised')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('does not change between releases: a replay must find what it wrote', () => {
    expect(derivedId(cause, 'JourneyRevised', 0)).toBe('fb32f9fd-ea0f-8bfe-b206-434a164c3d93');
  });

  it('differs by cause, type and index', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(50), fc.nat(50), (a, b, i, j) => {
        fc.pre(a !== b && i !== j);
        expect(new Set([derivedId(a, 'T', i), derivedId(b, 'T', i), derivedId(a, 'T', j), derivedId(a, 'U', i)]).size).toBe(4);
      }),
    );
  });
});

describe('a new event', () => {
  const at = new Date('2026-11-20T08:00:00Z');
  const init = { key: 'p', occurredAt: at, recordedAt: '2026-11-20T08:00:01.000Z', causedBy: null, actor: 'source:halmstad' };

  it('takes its version from the catalogue, its instants as text, and an id of its own', () => {
    const event = newEvent('SourceHeard', { ...init, data: { sourceId: 'halmstad', facility: null } });
    expect(event).toMatchObject({
      type: 'SourceHeard',
      version: 1,
      occurredAt: '2026-11-20T08:00:00.000Z',
      recordedAt: '2026-11-20T08:00:01.000Z',
    });
    expect(decodeEvent(event).ok).toBe(true);
    expect(newEvent('SourceHeard', { ...init, data: { sourceId: 'halmstad', facility: null } }).id).not.toBe(event.id);
  });

  it('keeps the id it is given', () => {
    expect(newEvent('SourceHeard', { ...init, id: cause, data: { sourceId: 'halmstad', facility: null } }).id).toBe(cause);
  });
});
