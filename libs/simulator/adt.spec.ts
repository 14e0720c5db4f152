import { adtBytes, adtMessage, mllpFrame, type AdtContent } from './adt.ts';
import { deliver } from './feed-faults.ts';
import { storyPerson, storyVisit } from './history/staging.ts';
import { halland90 } from './parameters.ts';
import { personAt } from './people.ts';
import { randomFrom } from './random.ts';

const at = Date.parse('2026-11-22T09:15:00Z');
const stay = {
  visit: storyVisit,
  location: { facility: 'HSH', unit: 'HSH-AVD11', sourceUnit: null, bed: '4:2' },
  admittedAt: at - 86_400_000,
};
const message = (content: Partial<AdtContent>) =>
  adtMessage({
    trigger: 'A08',
    controlId: 'C1',
    facility: 'HSH',
    person: storyPerson,
    occurredAt: at,
    sentAt: at + 60_000,
    stay,
    ...content,
  });
const field = (text: string, segment: string, n: number) =>
  text
    .split('\r')
    .find((s) => s.startsWith(segment))
    ?.split('|')[n];

describe('the ADT writer', () => {
  it('tells an admission as the reference source does', () => {
    const text = message({ trigger: 'A01' });
    expect(text.split('\r').map((s) => s.slice(0, 3))).toEqual(['MSH', 'EVN', 'PID', 'PV1', '']);
    expect(text).toContain('|ADT^A01^ADT_A01|C1|P|2.5.1|');
    expect(field(text, 'PID', 3)).toBe('193008077723^^^&1.2.752.129.2.1.3.1&ISO^PI');
    expect(field(text, 'PID', 11)).toBe('^^Falkenberg^^^^H^^1382');
    expect(field(text, 'PV1', 3)).toBe('AVD11^4^2^HSH');
    expect(field(text, 'PV1', 19)).toBe('V100000');
    expect(field(text, 'PV1', 44)).toBe('20261121091500+0000');
    expect(field(text, 'EVN', 6)).toBe('20261122091500+0000');
  });

  it('tells readiness in the segment of the site, and its withdrawal', () => {
    const text = message({ ready: { at, targets: ['short-term', 'special-housing'], needs: ['lift', 'dementia'], municipality: '1382' } });
    expect(text).toContain('\rZUK|UK|20261122091500+0000|KORT~SABO|LYFT~DEMENS|1382\r');
    expect(message({ notReady: { at, worse: true } })).toContain('\rZUK|EJ-UK-SAMRE|20261122091500+0000\r');
  });

  it('tells a discharge with its destination, and a death', () => {
    const home = message({ trigger: 'A03', stay: { ...stay, dischargedAt: at, destination: { kind: 'home-with-care' } } });
    expect([field(home, 'PV1', 36), field(home, 'PV1', 45)]).toEqual(['HEMSJV', '20261122091500+0000']);
    const dead = message({ trigger: 'A03', stay: { ...stay, dischargedAt: at, destination: { kind: null, deceased: true } } });
    expect([field(dead, 'PV1', 36), field(dead, 'PID', 30)]).toEqual(['AVLIDEN', 'Y']);
  });

  it('marks a protected identity, and names nobody by a personnummer that is made up', () => {
    const text = message({ person: { ...personAt('spec', 5), protectedIdentity: true } });
    expect(field(text, 'PD1', 12)).toBe('Y');
    expect(field(text, 'PID', 3)).toBe('D100005^^^SLUSS-DEMO^MR');
  });

  it('merges by the old number', () => {
    const text = message({ trigger: 'A40', stay: undefined, merged: { system: 'SLUSS-DEMO', value: 'D7' } } as Partial<AdtContent>);
    expect(field(text, 'MRG', 1)).toBe('D7^^^SLUSS-DEMO^MR');
  });

  it('writes Varberg in Latin-1 and the others in UTF-8, one frame each', () => {
    const content: AdtContent = {
      trigger: 'A31',
      controlId: 'C2',
      facility: 'HSV',
      person: { ...storyPerson, family: 'Påhittsson' },
      occurredAt: at,
      sentAt: at,
    };
    expect([...adtBytes(content)]).toContain(0xe5);
    expect(new TextDecoder().decode(adtBytes({ ...content, facility: 'HSH' }))).toContain('Påhittsson');
    const framed = mllpFrame(Uint8Array.of(77, 83, 72));
    expect([...framed]).toEqual([0x0b, 77, 83, 72, 0x1c, 0x0d]);
  });

  it('delivers with the faults of a real feed', () => {
    const r = randomFrom('faults');
    const sent = Array.from({ length: 20_000 }, () => deliver(r, halland90.feed, 0));
    const share = (n: number) => n / sent.length;
    expect(share(sent.filter((d) => d.sendAt > 5 * 3_600_000).length)).toBeCloseTo(0.02, 2);
    expect(share(sent.filter((d) => d.times === 2).length)).toBeCloseTo(0.005, 2);
  });
});
