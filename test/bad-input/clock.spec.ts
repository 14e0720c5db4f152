// A clock past 2038, and one that is set back while the product runs: what waits, what is stored and what is told go on as before.
import { adt } from '../../apps/intake/testing/adt.ts';
import { RunningSluss } from '../running.ts';
import { recorded } from '../stories/recording.ts';
import { EKBACKEN, HAMNVAKTEN, registerFalkenberg, says, takeUp } from '../stories/town.ts';

jest.setTimeout(120_000);

const HOUR_MS = 3_600_000;
let sluss: RunningSluss;
afterEach(() => sluss.stop());

it('past the year 2038 a patient is admitted and found, with the times that the hospital said', async () => {
  sluss = await RunningSluss.start('2039-02-01T08:00:00.000Z');
  const bytes = Buffer.from(adt('A01', { control: 'late', at: '20390201090000' }), 'utf8');
  expect(await sluss.hears([{ controlId: 'late', sentAt: '2039-02-01T08:00:00.000Z', bytes }])).toEqual(['AA late']);
  const { items } = await sluss.get('journeys?state=all', 'samordnare');
  expect(items).toMatchObject([{ leg: { kind: 'inpatient' } }]);
  expect(await sluss.rows(`select occurred_at, recorded_at from intake.event where type = 'PatientAdmitted'`)).toEqual([
    { occurred_at: new Date('2039-02-01T08:00:00.000Z'), recorded_at: new Date('2039-02-01T08:00:00.000Z') },
  ]);
});

it('set back an hour: the alert that was raised stays one, and messages are taken as before', async () => {
  sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
  await registerFalkenberg(sluss);
  for (const place of [`${EKBACKEN}:1`, `${EKBACKEN}:2`, `${HAMNVAKTEN}:1`]) await takeUp(sluss, place);
  await sluss.hears(recorded('one-place-too-few.hl7').filter(({ controlId }) => controlId.startsWith('H') && controlId < 'H0007'));
  const { items } = await sluss.get('journeys?state=discharge-ready', 'placering-1382');
  await says(sluss, 'SupportNeedAssessed', '2026-11-17T09:03:00+01:00', {
    journeyId: items[0].journeyId,
    targets: ['short-term'],
    municipality: '1382',
    needs: ['single-room'],
  });
  await sluss.passTime(2 * HOUR_MS);
  const shortages = async () => (await sluss.get('alerts?rule=short-term-shortage&state=open', 'placering-1382')).items;
  const raised = await shortages();
  expect(raised).toHaveLength(1);

  await sluss.passTime(-HOUR_MS);
  const again = await shortages();
  expect(again.map(({ alertId, since }: { alertId: string; since: string }) => [alertId, since])).toEqual([
    [raised[0].alertId, raised[0].since],
  ]);
  const bytes = Buffer.from(adt('A08', { control: 'after-the-step' }), 'utf8');
  expect(await sluss.hears([{ controlId: 'after-the-step', sentAt: '2026-11-17T08:00:00.000Z', bytes }])).toEqual(['AA after-the-step']);
  await sluss.passTime(2 * HOUR_MS);
  expect(await shortages()).toHaveLength(1);
});
