// What arrives late, twice or in the wrong order: the story ends the same, and what was known before can still be asked for.
import { day } from '#domain';
import { RunningSluss } from '../running.ts';
import { recorded, type Recorded } from './recording.ts';
import { registerFalkenberg } from './town.ts';

jest.setTimeout(180_000);

const history = recorded('one-place-too-few.hl7');
const NOW = '2026-11-20T08:00:00.000Z';

/** Delivers in this order, all of it by `NOW`, and answers what a coordinator then sees. */
async function seenAfter(messages: readonly Recorded[]) {
  const sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
  try {
    await registerFalkenberg(sluss);
    const answers = await sluss.hears(messages);
    expect(answers.filter((answer) => !answer.startsWith('AA'))).toEqual([]);
    sluss.clock.set(NOW);
    await sluss.passTime(0);
    const list = await sluss.get('journeys?state=all&sort=caseRef', 'samordnare');
    const details = [];
    for (const { journeyId } of list.items) details.push(withoutHistory(await sluss.get(`journeys/${journeyId}`, 'samordnare')));
    const { gates } = await sluss.get('gates', 'samordnare');
    const [{ messages: kept, facts }] = (await sluss.rows(
      `select (select count(*)::int from intake.message) as messages, (select count(*)::int from intake.event where type <> 'SourceHeard') as facts`,
    )) as [{ messages: number; facts: number }];
    return { list: list.items.map(withoutHistory), summary: list.summary, facets: list.facets, details, gates, kept, facts };
  } finally {
    await sluss.stop();
  }
}

/**
 * How many times a journey was told anew depends on the order, and so does what was held to be the cause of a wait while it lasted: causes are
 * judged on what was known, and nobody guesses afterwards. What has become of the journey does not, nor how long was waited.
 */
function withoutHistory({ revision: _revision, history: _history, segments: _segments, hoursByCause, ...rest }: Record<string, unknown>) {
  const hours = hoursByCause === undefined ? [] : Object.values(hoursByCause as Record<string, number>);
  return { ...rest, hoursExplainedOrNot: hours.reduce((sum, n) => sum + n, 0) };
}

const inOrder = seenAfter(history);

describe('the same history', () => {
  it('in order: two people, each where the recording left them', async () => {
    const { list, kept } = await inOrder;
    expect(list).toHaveLength(2);
    expect(kept).toBe(history.length);
  });

  it('backwards', async () => {
    expect(await seenAfter([...history].reverse())).toEqual(await inOrder);
  });

  it('shuffled, and each message up to three times', async () => {
    const often = history.flatMap((message, i) => Array.from({ length: 1 + (i % 3) }, () => message));
    // A fixed shuffle: what fails once fails again.
    const shuffled = often.map((message, i) => ({ message, rank: (i * 7919 + 13) % 31 })).sort((a, b) => a.rank - b.rank);
    expect(await seenAfter(shuffled.map(({ message }) => message))).toEqual(await inOrder);
  });

  it('and a history with one message less is seen to differ', async () => {
    expect(await seenAfter(history.filter(({ controlId }) => controlId !== 'V0002'))).not.toEqual(await inOrder);
  });
});

describe('a message that comes a week late', () => {
  let sluss: RunningSluss;
  let siv: string;
  const transfer = history.find(({ controlId }) => controlId === 'V0002')!;

  beforeAll(async () => {
    sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
    await sluss.hears(history.slice(0, 1));
    sluss.clock.set(new Date(Date.parse(transfer.sentAt) + 7 * day));
    siv = (await sluss.get('journeys', 'samordnare')).items[0].journeyId;
  });
  afterAll(() => sluss.stop());

  const seen = async (asOf?: string) => {
    const query = asOf ? `?asOf=${asOf}` : '';
    const { items } = await sluss.get(`journeys${query}`, 'samordnare');
    const { leg, history: lines } = await sluss.get(`journeys/${siv}${query}`, 'samordnare');
    expect(items[0].leg).toEqual(leg);
    return { ward: leg.unit, told: lines.map((line: { type: string }) => line.type) };
  };

  it('is not known before it came', async () => {
    expect(await seen()).toEqual({ ward: 'HSV-AVD2', told: ['PersonStated', 'PatientAdmitted'] });
  });

  it('counts from when it happened, and says when it became known', async () => {
    await sluss.hears([transfer]);
    expect(await seen()).toEqual({ ward: 'HSV-AVD3', told: ['PatientTransferred', 'PersonStated', 'PatientAdmitted'] });
    const { history: lines } = await sluss.get(`journeys/${siv}`, 'samordnare');
    expect(lines[0]).toMatchObject({ occurredAt: '2026-11-04T13:00:00.000Z', recordedAt: '2026-11-11T13:10:00.000Z' });
  });

  it('and what was known in between stays what was known', async () => {
    expect(await seen('2026-11-05T12:00:00Z')).toEqual({ ward: 'HSV-AVD2', told: ['PersonStated', 'PatientAdmitted'] });
    expect((await seen('2026-11-12T12:00:00Z')).ward).toBe('HSV-AVD3');
    expect((await sluss.ask('GET', `journeys/${siv}?asOf=2026-11-01T09:00:00Z`, undefined, { as: 'samordnare' })).status).toBe(404);
    expect((await sluss.get('journeys?asOf=2026-11-01T09:00:00Z', 'samordnare')).items).toEqual([]);
  });
});
