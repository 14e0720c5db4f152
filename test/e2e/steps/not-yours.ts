// An address that leads to what is not the reader's: the same page whether it exists or not, and the attempt is in the access log.
import type { JourneyList } from '#contracts';
import { admits } from '../hospital.ts';
import { expect, STORY_MUNICIPALITY, type Stage } from './stage.ts';

type AccessLog = { items: { action: string; who: string }[] };
const neutral = 'Sidan går inte att visa';
const nobody = 'j-000000000000000000000000';

export async function showsOnePageForAllThatMayNotBeSeen(stage: Stage): Promise<string> {
  const { operator } = stage;
  const { items } = await operator.get<JourneyList>('journeys?state=waiting&limit=200');
  const foreign = items.find((one) => one.municipality !== null && one.municipality !== STORY_MUNICIPALITY && !one.protectedIdentity);
  const own = items.find((one) => one.municipality === STORY_MUNICIPALITY);
  expect(foreign !== undefined && own !== undefined, 'nobody waits');
  const hidden = await admits(stage.product.mllpPort, operator, {
    family: 'Skyddsson',
    given: 'Vera',
    ward: 'AVD11',
    protectedIdentity: true,
  });
  const { page, leave } = await stage.visit(`placering-${STORY_MUNICIPALITY}`);
  const read = async (path: string, part = '#main'): Promise<string> => {
    await page.goto(path);
    await page.getByRole('heading', { name: neutral }).waitFor();
    return page.locator(part).innerText();
  };
  for (const page of ['arende', 'matcha']) {
    const texts = new Set<string>();
    for (const id of [foreign.journeyId, hidden.journeyId, nobody, '19121212-1212']) texts.add(await read(`/${page}/${id}`));
    expect(texts.size === 1, `the pages differ: ${[...texts].join(' | ')}`);
    expect([...texts][0]!.includes('Försöket är loggat'), 'it is not said that the attempt is logged');
  }
  const alerts = new Set([await read('/larm/over-limit.1380.abc', 'article'), await read('/larm/x', 'article')]);
  expect(alerts.size === 1, 'alerts that are not there differ');
  // The twin: one's own opens, at the same address but for the id.
  await page.goto(`/arende/${own.journeyId}`);
  await page.getByRole('heading', { level: 1, name: own.caseRef }).waitFor();
  await page.goto('/arendet/borta/nu');
  await page.getByRole('heading', { name: 'Sidan finns inte' }).waitFor();
  await leave(/40[0134]/);

  for (const { journeyId } of [foreign, hidden]) {
    const log = await operator.get<AccessLog>(`journeys/${journeyId}/access-log`);
    const denied = log.items.filter((line) => line.action === 'denied' && line.who === `placering-${STORY_MUNICIPALITY}`);
    expect(denied.length > 0, 'the attempt is not in the access log');
  }
  const chef = await stage.visit('chef');
  await chef.page.goto(`/arende/${foreign.journeyId}`);
  await chef.page.getByRole('heading', { name: neutral }).waitFor();
  await chef.leave();
  return 'foreign, protected, unknown and impossible look alike, and each attempt is logged; an address of nothing says so';
}
