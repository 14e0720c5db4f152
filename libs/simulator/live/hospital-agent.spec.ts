// The three hospitals on lines that only note what is said, with the demo's own time told from outside.
import { FixedClock } from '#testing';
import { DAY, HOUR } from '../calendar.ts';
import { storyPerson, storyVisit } from '../history/staging.ts';
import { halland90, type Parameters } from '../parameters.ts';
import { DEMO_AUTHORITY } from '../people.ts';
import { randomFrom } from '../random.ts';
import { ApiClient } from './api-client.ts';
import { HospitalAgent } from './hospital-agent.ts';
import type { InBed, Register } from './hospital-register.ts';

const never: Parameters = {
  ...halland90,
  arrivals: { ...halland90.arrivals, withNeed: 0, background: 0 },
  hospital: { ...halland90.hospital, transferShare: 0, withdrawnShare: 0, leaveShare: 0 },
  feed: { late: 0, duplicate: 0, disorder: 0, cancelled: 0, merged: 0 },
};
const person = { ...storyPerson, identifier: { system: DEMO_AUTHORITY, value: 'D1' } };
const bed = (over: Partial<InBed> = {}): InBed => ({
  visit: { system: 'halland-visit', value: 'V1' },
  person,
  facility: 'HSH',
  location: { facility: 'HSH', unit: 'HSH-AVD11', sourceUnit: null, bed: '4:2' },
  admittedAt: Date.parse('2026-11-20T08:00:00Z'),
  need: null,
  needs: [],
  readyAt: null,
  plan: [],
  ...over,
});

class Line {
  readonly heard: string[] = [];
  broken = false;
  async send(message: Uint8Array): Promise<string> {
    if (this.broken) throw new Error('the line is broken');
    this.heard.push(new TextDecoder('latin1').decode(message));
    return 'AA';
  }
}

function hospital(parameters: Parameters, patients: InBed[] = [], seed = 'ward') {
  const clock = new FixedClock('2026-11-24T09:00:00Z');
  const register: Register = { patients, late: [], lived: 0, storyTold: true, admissions: 0, messages: 0 };
  const line = new Line();
  const trouble: string[] = [];
  const agent = new HospitalAgent({
    seed,
    random: randomFrom(seed),
    parameters,
    register,
    links: { HSH: line, HSV: line, HSK: line },
    // Nobody answers there: what a municipality is told is not what these stories are about.
    api: new ApiClient('http://127.0.0.1:9/api/v1', 'nobody'),
    now: () => clock.now().getTime(),
  });
  const live = async (ms: number) => {
    clock.advance(ms);
    await agent.live(ms, (error) => trouble.push((error as Error).message));
  };
  const triggers = () => line.heard.map((text) => /\|ADT\^(A\d\d)/.exec(text)![1]);
  return { agent, register, line, live, triggers, trouble };
}

describe('a patient on the ward', () => {
  it('is said to be ready, then worse, and ready again some days later', async () => {
    const { register, live, line, triggers } = hospital({ ...never, hospital: { ...never.hospital, withdrawnShare: 1 } }, [
      bed({ need: 'short-term', plan: [{ at: HOUR, act: 'ready' }] }),
    ]);
    await live(HOUR);
    expect(line.heard.at(-1)).toContain('\rZUK|UK|');
    await live(26 * HOUR);
    expect(line.heard.at(-1)).toMatch(/\rZUK\|EJ-UK(-SAMRE)?\|/);
    expect(register.patients[0]!.readyAt).toBeNull();
    await live(4 * DAY);
    expect([triggers(), line.heard.at(-1)]).toEqual([['A08', 'A08', 'A08'], expect.stringContaining('\rZUK|UK|')]);
  });

  it('stays ready where nobody is ever worse, and so does the one the story is about', async () => {
    const ready = bed({ need: 'short-term', plan: [{ at: HOUR, act: 'ready' }] });
    const calm = hospital(never, [ready]);
    await calm.live(10 * DAY);
    expect(calm.triggers()).toEqual(['A08']);
    const always = { ...never, hospital: { ...never.hospital, withdrawnShare: 1 } };
    const story = hospital(always, [bed({ ...ready, visit: storyVisit, plan: [{ at: HOUR, act: 'ready' }] })]);
    await story.live(HOUR);
    await story.live(10 * DAY);
    expect(story.triggers()).toEqual(['A08']);
  });

  it('goes home over night and comes back', async () => {
    const { live, line, triggers } = hospital(never, [
      bed({
        plan: [
          { at: HOUR, act: 'leave-starts' },
          { at: 20 * HOUR, act: 'leave-ends' },
        ],
      }),
    ]);
    await live(2 * HOUR);
    expect(line.heard[0]).toMatch(/\rPV2\|.*20261125\d{6}\+0000\r/);
    await live(20 * HOUR);
    expect(triggers()).toEqual(['A21', 'A22']);
  });

  it('was moved by mistake, and is back in the bed', async () => {
    const { live, line, register } = hospital(never, [bed({ plan: [{ at: HOUR, act: 'transfer' }] })]);
    await live(HOUR);
    register.patients[0]!.plan.push({ at: 2 * HOUR, act: 'transfer-back' });
    await live(HOUR);
    expect(line.heard.map((text) => /\rPV1\|1\|I\|([^|]*)/.exec(text)![1])).toEqual([expect.any(String), 'AVD11^4^2^HSH']);
    expect(line.heard[1]).toContain('ADT^A12');
  });

  it('was said to have gone home, and had not: taken back, and home some day later', async () => {
    const mistaken = { ...never, feed: { ...never.feed, cancelled: 1 } };
    const { live, triggers, register } = hospital(mistaken, [bed({ plan: [{ at: HOUR, act: 'discharge-home' }] })]);
    await live(HOUR);
    expect([triggers(), register.patients.length]).toEqual([['A03'], 1]);
    await live(HOUR);
    expect(triggers()).toEqual(['A03', 'A13']);
    await live(2 * DAY);
    expect(triggers()).toEqual(['A03', 'A13', 'A03']);
    const sure = hospital(never, [bed({ plan: [{ at: HOUR, act: 'discharge-home' }] })]);
    await sure.live(HOUR);
    expect([sure.triggers(), sure.register.patients]).toEqual([['A03'], []]);
  });
});

describe('the door', () => {
  const oneADay = { ...never, arrivals: { ...never.arrivals, background: 20, backgroundShare: 1 } };

  it('lets somebody in under a reserve number, who turns out to be somebody known', async () => {
    const { live, line, register } = hospital({ ...oneADay, feed: { ...never.feed, merged: 1 } });
    await live(DAY / 4);
    const reserve = `R${register.patients[0]!.visit.value}^^^${DEMO_AUTHORITY}^MR`;
    expect(line.heard[0]).toContain(`\rPID|1||${reserve}|`);
    await live(2 * HOUR);
    const merge = line.heard.find((text) => text.includes('ADT^A40') && text.includes(reserve))!;
    expect(merge).toContain(`\rMRG|${reserve}\r`);
    expect(merge).not.toContain(`\rPID|1||${reserve}`);
  });

  it('lets somebody in who never came: cancelled two hours later', async () => {
    const { live, triggers, register } = hospital({ ...oneADay, feed: { ...never.feed, cancelled: 1 } });
    await live(DAY / 4);
    const came = register.patients.length;
    expect(came).toBeGreaterThan(0);
    await live(2 * HOUR);
    expect(triggers().filter((trigger) => trigger === 'A11')).toHaveLength(came);
  });
});

describe('the line', () => {
  const moves = () => [bed({ plan: [{ at: HOUR, act: 'transfer' }] })];

  it('says a thing once when nothing goes wrong, and twice when it stutters', async () => {
    const calm = hospital(never, moves());
    await calm.live(HOUR);
    const stutters = hospital({ ...never, feed: { ...never.feed, duplicate: 1 } }, moves());
    await stutters.live(HOUR);
    expect([calm.line.heard.length, new Set(stutters.line.heard).size, stutters.line.heard.length]).toEqual([1, 1, 2]);
  });

  it('keeps a late message, over a restart too, and sends it hours after it was written', async () => {
    const slow = hospital({ ...never, feed: { ...never.feed, late: 1 } }, moves());
    await slow.live(HOUR);
    expect([slow.line.heard.length, slow.register.late.length]).toEqual([0, 1]);
    const kept = JSON.parse(JSON.stringify(slow.register)) as Register;
    const after = hospital(never, kept.patients);
    after.register.late.push(...kept.late);
    await after.live(22 * HOUR);
    expect([after.triggers(), after.register.late]).toEqual([['A02'], []]);
  });

  it('lets nobody wait for the word that somebody is ready', async () => {
    const { live, triggers } = hospital({ ...never, feed: { ...never.feed, late: 1 } }, [
      bed({ need: 'short-term', plan: [{ at: HOUR, act: 'ready' }] }),
    ]);
    await live(HOUR);
    expect(triggers()).toEqual(['A08']);
  });

  it('that is broken delays an act and loses none', async () => {
    const { live, line, triggers, trouble } = hospital(never, moves());
    line.broken = true;
    await live(HOUR);
    expect([triggers(), trouble]).toEqual([[], ['the line is broken']]);
    line.broken = false;
    await live(HOUR);
    expect(triggers()).toEqual(['A02']);
  });
});

describe('the same seed', () => {
  it('gives the same messages, another seed others', async () => {
    const lived = async (seed: string) => {
      const { live, line } = hospital({ ...halland90, arrivals: { ...halland90.arrivals, backgroundShare: 1, withNeed: 0 } }, [], seed);
      for (let hour = 0; hour < 48; hour++) await live(HOUR);
      return line.heard.join('\n');
    };
    const [once, again, other] = [await lived('a'), await lived('a'), await lived('b')];
    expect(again).toBe(once);
    expect(other).not.toBe(once);
  });
});
