// The product as a person meets it: started as the README says, used in Chromium with the keyboard alone, looked at page by page, given what goes wrong
// at a desk, and stopped.
//
//   npm run e2e                       the whole story
//   node dist/test/e2e/run.js --screenshots   the same, and writes docs/screenshots
//   node dist/test/e2e/run.js --seed 7 --at 2031-11-29T02:30:00Z   in another Halland, at another hour and weekday
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Faults, launch } from './browser.ts';
import { Operator } from './operator.ts';
import { Product } from './product.ts';
import { badInputs } from './steps/bad-inputs.ts';
import { findsInTheQueue, opensACase, showsAnIdentityNumber } from './steps/coordinator.ts';
import { seesTheFirstAlert, takesItOnAndGivesItBack, understandsTheAlert } from './steps/manager.ts';
import { looksAtEveryPage } from './steps/pages.ts';
import { alertEases, countedBy, findsWhoHasWaitedLongest, givesAPlace, makesRoom } from './steps/placement.ts';
import { alertClosesByItself } from './steps/relief.ts';
import { Stage } from './steps/stage.ts';
import { reservesInTwoTabs } from './steps/twice.ts';

const { values: given } = parseArgs({ options: { screenshots: { type: 'boolean' }, seed: { type: 'string' }, at: { type: 'string' } } });
const folder = given.screenshots ? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url)) : null;
const totals = { passed: 0, failed: 0 };
const begun = performance.now();
const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** One line per step. A step that fails does not keep the others from being tried. */
async function step(name: string, act: () => Promise<string>): Promise<void> {
  const from = performance.now();
  try {
    const said = await act();
    totals.passed++;
    console.log(`ok    ${name}: ${said} (${seconds(from)})`);
  } catch (error) {
    totals.failed++;
    console.log(`FAIL  ${name} (${seconds(from)})\n${(error as Error).message}`);
  }
}

async function story(product: Product): Promise<void> {
  const browser = await launch();
  const faults = new Faults();
  const stage = new Stage(product, new Operator(product.url, product.token), browser, faults, folder);
  try {
    const manager = await stage.sitDown();
    await step('chef sees an alert within a minute', () => seesTheFirstAlert(stage, manager));
    await step('chef reads gate, chain and what would clear it', () => understandsTheAlert(stage, manager));
    await step('chef acknowledges and undoes', () => takesItOnAndGivesItBack(stage, manager));

    const coordinator = await stage.sitDown();
    await step('samordnare searches and sorts', () => findsInTheQueue(stage, coordinator));
    await step('samordnare opens a case', () => opensACase(stage, coordinator));
    await step('samordnare shows an identity number', () => showsAnIdentityNumber(stage, coordinator));
    await coordinator.page.context().close();

    const placement = await stage.sitDown();
    await step('placering makes room', () => makesRoom(stage, placement));
    await step('every page', () => looksAtEveryPage(stage));
    let longest = '';
    await step('placering finds who has waited longest', async () => {
      const { journeyId, said } = await findsWhoHasWaitedLongest(stage, placement);
      longest = journeyId;
      return said;
    });
    // Nobody else comes or goes while it is seen what one place does.
    await stage.operator.post('demo', { running: false });
    const before = await countedBy(stage.operator);
    await step('placering gives the place', () => givesAPlace(stage, placement));
    await step('the alert eases', () => alertEases(stage, manager, before, longest));
    await step('two tabs reserve a place', () => reservesInTwoTabs(stage));
    await stage.operator.post('demo', { running: true });
    // The alert takes its time: what goes wrong at other desks is tried meanwhile.
    await Promise.all([
      step('the alert closes by itself', () => alertClosesByItself(stage, manager)),
      ...badInputs.map(async (lane) => {
        for (const [name, act] of lane) await step(name, () => act(stage));
      }),
    ]);
    await step('no errors in any window', async () => {
      const wrong = [...faults.all, ...faults.refusals];
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      return 'no console error, no report of the security policy';
    });
  } finally {
    await browser.close();
  }
}

if (folder) mkdirSync(folder, { recursive: true });
let product: Product | null = null;
await step('the product starts', async () => {
  product = await Product.start(given);
  return `ready after ${((product.readyAt - product.startedAt) / 1000).toFixed(1)} s`;
});
const running = product as Product | null;
if (running) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop().finally(() => process.exit(1)));
  await story(running).catch((error: Error) =>
    step('the story goes on between its steps', () => {
      throw error;
    }),
  );
  if (totals.failed > 0) console.log(running.logTail);
  await step('the product stops', async () => `${((await running.stop()) / 1000).toFixed(1)} s after SIGTERM`);
}
console.log(`${totals.passed} passed, ${totals.failed} failed in ${seconds(begun)}`);
process.exit(totals.failed > 0 ? 1 : 0);
