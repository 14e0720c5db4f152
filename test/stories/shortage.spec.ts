// The main job from end to end: a hospital's feed in, an explained alert out, and what makes it go away.
import { minute } from '#domain';
import { RunningSluss } from '../running.ts';
import { recorded } from './recording.ts';
import { EKBACKEN, free, giveHome, HAMNVAKTEN, placeOf, registerFalkenberg, says, takeUp } from './town.ts';

jest.setTimeout(120_000);

const history = recorded('one-place-too-few.hl7');
const told = (...controlIds: string[]) => history.filter((message) => controlIds.includes(message.controlId));

describe('one place too few', () => {
  let sluss: RunningSluss;
  let siv: string;
  let nils: string;

  beforeAll(async () => {
    sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
    await registerFalkenberg(sluss);
    await takeUp(sluss, `${EKBACKEN}:2`);
    await takeUp(sluss, `${HAMNVAKTEN}:1`);
  });
  afterAll(() => sluss.stop());

  const shortages = async (state: string) => (await sluss.get(`alerts?rule=short-term-shortage&state=${state}`, 'placering-1382')).items;
  const journey = (id: string) => sluss.get(`journeys/${id}`, 'placering-1382');

  it('Siv moves from hospital to the last free room of the short-term home', async () => {
    expect(await sluss.hears(told('V0001', 'V0002', 'V0003', 'V0004'))).toEqual(['AA V0001', 'AA V0002', 'AA V0003', 'AA V0004']);
    const { items } = await sluss.get('journeys?state=discharge-ready', 'placering-1382');
    expect(items).toMatchObject([
      {
        person: { name: 'Lövgren, Siv Ingegärd' },
        leg: { kind: 'inpatient', unit: 'HSV-AVD3' },
        municipality: '1382',
        target: 'short-term',
        readySince: '2026-11-09T09:00:00.000Z',
        cause: { kind: 'process', gate: 'needs-assessment-missing' },
      },
    ]);
    siv = items[0].journeyId;
    await says(sluss, 'SupportNeedAssessed', '2026-11-09T13:00:00+01:00', {
      journeyId: siv,
      targets: ['short-term'],
      municipality: '1382',
      needs: [],
    });
    expect(await journey(siv)).toMatchObject({ cause: { kind: 'process', gate: 'place-free-not-matched' } });
    await giveHome(sluss, siv, `${EKBACKEN}:1`);
    await sluss.hears(told('V0005'));
    expect(await journey(siv)).toMatchObject({ state: 'intermediate', leg: { kind: 'short-term', unit: EKBACKEN } });
  });

  it('and is soon ready for a flat that nobody has', async () => {
    await says(sluss, 'OnwardNeedDeclared', '2026-11-12T10:00:00+01:00', {
      journeyId: siv,
      targets: ['special-housing'],
      municipality: '1382',
      needs: [],
    });
    expect(await journey(siv)).toMatchObject({ target: 'special-housing', cause: { kind: 'capacity', gate: 'no-place' } });
  });

  it('Nils becomes ready, nothing is free, and the alert is raised once', async () => {
    await sluss.hears(history.filter(({ controlId }) => controlId.startsWith('H') && controlId < 'H0007'));
    const { items } = await sluss.get('journeys?state=discharge-ready', 'placering-1382');
    expect(items).toMatchObject([{ person: { name: 'Åberg, Nils-Åke' }, leg: { unit: 'HSH-GERI' }, needs: ['single-room'] }]);
    nils = items[0].journeyId;
    await says(sluss, 'SupportNeedAssessed', '2026-11-17T09:03:00+01:00', {
      journeyId: nils,
      targets: ['short-term'],
      municipality: '1382',
      needs: ['single-room'],
    });
    await sluss.passTime(minute);
    expect(await shortages('all')).toHaveLength(1);
    await sluss.passTime(10 * minute);
    await sluss.passTime(10 * minute);
    expect(await shortages('all')).toHaveLength(1);
    const raised = await sluss.rows(
      `select event from alerting.event where type = 'AlertRaised' and event->'data'->'alert'->>'rule' = 'short-term-shortage'`,
    );
    expect(raised).toHaveLength(1);
  });

  it('it says which gate is closed, who is held up, whose step is next and what would clear it', async () => {
    const [alert] = await shortages('open');
    expect(alert).toMatchObject({
      severity: 1,
      state: 'new',
      since: '2026-11-17T08:00:00.000Z',
      municipality: '1382',
      count: 1,
      journeys: [nils],
      free: 0,
      places: 2,
      cause: {
        gate: 'no-place',
        chain: [
          { kind: 'short-term', municipality: '1382', state: 'shut', root: false, waiting: 1, free: 0 },
          { kind: 'special-housing', municipality: '1382', state: 'shut', root: true, waiting: 1, free: 0 },
        ],
      },
      owner: { role: 'placement', organisation: '1382' },
    });
    expect(alert.nextStep).toBe('ask-other-municipality');
    expect(alert.clears).toContainEqual(expect.objectContaining({ action: 'free-places', kind: 'special-housing', places: 1, people: 1 }));
    expect(alert.text).toMatchObject({
      title: expect.stringContaining('Falkenberg'),
      nextStep: expect.any(String),
      owner: expect.any(String),
    });
    expect(await journey(nils)).toMatchObject({
      cause: { kind: 'capacity', gate: 'no-place', chain: [{ kind: 'short-term' }, { kind: 'special-housing', root: true }] },
    });
    const { cases } = await sluss.get(`alerts/${alert.alertId}`, 'placering-1382');
    expect(cases).toMatchObject([{ journeyId: nils, caseRef: expect.stringMatching(/^Ä-/) }]);
  });

  it('a place is freed at the end of the chain, and somebody can move', async () => {
    await free(sluss, `${HAMNVAKTEN}:1`);
    await giveHome(sluss, siv, `${HAMNVAKTEN}:1`);
    expect(await journey(siv)).toMatchObject({ state: 'settled', leg: { kind: 'special-housing', unit: HAMNVAKTEN } });
    expect(await placeOf(sluss, `${EKBACKEN}:1`)).toMatchObject({ status: 'free' });
  });

  it('and the alert resolves by itself', async () => {
    await sluss.passTime(2 * minute);
    expect(await shortages('open')).toEqual([]);
    const [alert] = await shortages('resolved');
    expect(alert).toMatchObject({ state: 'resolved', resolvedAt: expect.any(String) });
    const { timeline } = await sluss.get(`alerts/${alert.alertId}`, 'placering-1382');
    const told: string[] = timeline.map((line: { type: string }) => line.type);
    expect([told[0], told.at(-1)]).toEqual(['raised', 'resolved']);
    // In between what would clear it changed, when the flat stood free, and the root moved: with Siv on her way, nobody waits for a flat any more.
    expect(new Set(told.slice(1, -1))).toEqual(new Set(['changed']));
  });

  it('Nils gets the room, is discharged, and his time of waiting adds up', async () => {
    await giveHome(sluss, nils, `${EKBACKEN}:1`);
    await sluss.hears(told('H0007'));
    const nilsNow = await journey(nils);
    expect(nilsNow).toMatchObject({ state: 'intermediate', leg: { kind: 'short-term', unit: EKBACKEN }, gaps: [] });
    const sum = Object.values<number>(nilsNow.hoursByCause).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(nilsNow.waitedHours, 6);
    expect(nilsNow.waits[0]).toMatchObject({ from: '2026-11-17T08:00:00.000Z', endedBy: 'moved' });
  });
});
