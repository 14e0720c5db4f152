import { nextTryAt, readMailTo, recipientsOf, type Recipient } from './notice.ts';
import { demoAlertPolicy as policy, shippedPolicy } from '../policy/shipped.fixture.ts';
import { hoursIn, Scene } from './scene.fixture.ts';

const recipients: Recipient[] = [
  { channel: 'mail', target: 'falkenberg@example.org', role: 'placement', municipality: '1382', minSeverity: 1 },
  { channel: 'mail', target: 'varberg@example.org', role: 'placement', municipality: '1383', minSeverity: 1 },
  { channel: 'mail', target: 'chef@example.org', role: 'manager', municipality: null, minSeverity: 1 },
  { channel: 'mail', target: 'drift@example.org', role: 'operator', municipality: null, minSeverity: 1 },
  { channel: 'webhook', target: 'https://hooks.example.org/x', role: null, municipality: null, minSeverity: 1 },
];
const alert = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0).passTo(0.1).alert('short-term-shortage')!;
const now = hoursIn(0.1);
const fresh = { occurredAt: now, recordedAt: now, worstToldBefore: null };

describe('who is told', () => {
  it('only those who want to hear of anything so grave', () => {
    const grave = recipients.map((r) => ({ ...r, minSeverity: r.role === 'manager' ? (4 as const) : r.minSeverity }));
    const told = (severity: 1 | 4) => recipientsOf('AlertRaised', { ...alert, severity }, fresh, now, grave, policy).map((r) => r.role);
    expect(told(1)).not.toContain('manager');
    expect(told(4)).toContain('manager');
  });

  it('the placement team of the municipality, the managers, and whoever takes everything', () => {
    const told = recipientsOf('AlertRaised', alert, fresh, now, recipients, policy);
    expect(told.map((r) => r.target)).toEqual(['falkenberg@example.org', 'chef@example.org', 'https://hooks.example.org/x']);
  });

  it('nobody of what became known more than fifteen minutes ago', () => {
    expect(recipientsOf('AlertRaised', alert, fresh, hoursIn(0.34), recipients, policy)).toHaveLength(3);
    expect(recipientsOf('AlertRaised', alert, fresh, hoursIn(0.36), recipients, policy)).toEqual([]);
  });

  it('nobody while it is silenced', () => {
    expect(recipientsOf('AlertRaised', { ...alert, silenced: true }, fresh, now, recipients, policy)).toEqual([]);
  });

  it('again only when it grows worse than what was told, is handed up, or is over', () => {
    const told = { occurredAt: now, recordedAt: now, worstToldBefore: 2 as const };
    const count = (
      type: 'AlertChanged' | 'AlertEscalated' | 'AlertResolved' | 'AlertNoted',
      severity: 1 | 2 | 3,
      before = told as { occurredAt: string; recordedAt: string; worstToldBefore: 2 | null },
    ) => recipientsOf(type, { ...alert, severity }, before, now, recipients, policy).length;
    expect([count('AlertChanged', 2), count('AlertChanged', 3), count('AlertEscalated', 1), count('AlertNoted', 3)]).toEqual([0, 3, 3, 0]);
    expect([count('AlertResolved', 1), count('AlertResolved', 1, { occurredAt: now, recordedAt: now, worstToldBefore: null })]).toEqual([
      3, 0,
    ]);
  });
});

describe('how long to go on trying', () => {
  it('waits longer and longer, and gives up after three days', () => {
    let at = hoursIn(0);
    const waits: number[] = [];
    for (let attempt = 1; ; attempt++) {
      const next = nextTryAt(hoursIn(0), attempt, at, shippedPolicy.notices[0]!);
      if (next === null) break;
      waits.push((Date.parse(next) - Date.parse(at)) / 1000);
      at = next;
    }
    expect(waits.slice(0, 8)).toEqual([5, 30, 120, 600, 1800, 3600, 10800, 21600]);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    expect(Date.parse(at) - Date.parse(hoursIn(0))).toBeLessThanOrEqual(72 * 3_600_000);
    expect(Date.parse(at) - Date.parse(hoursIn(0))).toBeGreaterThan(64 * 3_600_000);
  });
});

describe('the list of mail recipients', () => {
  it('reads roles, municipalities and all', () => {
    expect(readMailTo('manager=chef@example.org, placement-1382=a@b.se,all=c@d.se').recipients).toEqual([
      { channel: 'mail', target: 'chef@example.org', role: 'manager', municipality: null, minSeverity: 1 },
      { channel: 'mail', target: 'a@b.se', role: 'placement', municipality: '1382', minSeverity: 1 },
      { channel: 'mail', target: 'c@d.se', role: null, municipality: null, minSeverity: 1 },
    ]);
  });

  it('names what it cannot read, and never takes a line break or a second address', () => {
    expect(readMailTo('boss=chef@example.org, manager=a@b.se\r\nBcc:x@y.se, manager=a@b.se;c@d.se').faults).toEqual([
      'boss',
      'manager',
      'manager',
    ]);
  });
});
