// The first start: the region's units, and for the demo ninety days of made-up history. It goes through the same decisions, events and
// consumers as live traffic, step by step in the order things became known, so that "as it was known then" is true for it too.
import { EventStore } from '#eventing';
import type { EntityManager } from 'typeorm';
import { newLogger, OpaqueIds, PersonVault, type RunningProcess } from '#platform';
import { halland90, referenceUnits, registerAfter, simulateHistory, type HistoryItem, type PlacementCommand } from '#simulator';
import { notifyGroup } from '../alerting/notices/notify.consumer.ts';
import { readGroup } from '../gateway/read-model/read.consumer.ts';
import { backfillFacts, journeyOfVisit } from '../intake/backfill.ts';
import { MappingBook } from '../intake/mappings/mapping-book.ts';
import { applyBackfill, type BackfillAct, type BackfillCommand } from '../placement/backfill.ts';
import { ExpirySweep } from '../placement/expiry.sweep.ts';
import { ReferenceRegister } from '../placement/reference.ts';
import { keepRegister, readRegister } from './demo-register.ts';

const DAY_MS = 86_400_000;
/** How many steps' time the screens take to read what has been filled. */
const stepsOfReading = 5;

const log = newLogger('fill');

/** Does nothing when it has been done; goes on where it was when it was cut off. `told` gets a share from 0 to 1. */
export async function fillFirstTime(running: RunningProcess, told: (share: number) => void): Promise<void> {
  const { dataSource, config, clock, app } = running;
  const now = clock.now();
  if (await isFilled(running)) return;
  if (config.demo) await fillHistory(running, told);
  else await app.get(ReferenceRegister, { strict: false }).register(referenceUnits, now);
  await reach(dataSource.manager, 'filled', now);
}

/** Whether there is nothing left to fill. */
export const isFilled = async ({ dataSource }: Pick<RunningProcess, 'dataSource'>): Promise<boolean> =>
  (await reached(dataSource.manager, 'filled')) !== null;

async function fillHistory(running: RunningProcess, told: (share: number) => void): Promise<void> {
  const { app, config, clock, dataSource } = running;
  const ids = app.get(OpaqueIds, { strict: false });
  const identities = app.get(MappingBook, { strict: false }).sources.flatMap((source) => source.identities);
  const intake = { vault: app.get(PersonVault, { strict: false }), store: new EventStore('intake'), ids, identities };
  const placement = new EventStore('placement');
  const now = (await reached(dataSource.manager, 'filling')) ?? clock.now();
  await reach(dataSource.manager, 'filling', now);
  const seed = String(config.demoSeed);
  const history = simulateHistory({ seed, now });
  const steps = inSteps(history, now);
  // What only shows and sends reads it all at the end: a fourth of the work.
  const letGo = await running.eventing.hold([readGroup, notifyGroup]);
  const wake = app.get(ExpirySweep, { strict: false }).rest();
  for (const [index, step] of steps.entries()) {
    if (await reached(dataSource.manager, `filled-step-${index}`)) continue;
    await dataSource.transaction(async (em) => {
      // A step that is lost with the machine is filled again: no need to wait for the disk.
      await em.query('set local synchronous_commit = off');
      const { refused: untaken } = await backfillFacts(
        em,
        intake,
        step.flatMap((item) => (item.kind === 'fact' ? [{ event: item.event, recordedAt: item.recordedAt }] : [])),
      );
      const { refused } = await applyBackfill(
        em,
        placement,
        step.flatMap((item) => (item.kind === 'placement' ? [commandOf(item, ids)] : [])),
      );
      if (untaken.length > 0) throw new Error(`the made-up history is not what intake takes: ${untaken[0]}`);
      if (refused.length > 0) log.warn({ refused: refused.map(({ code }) => code) }, 'steps of the made-up history were impossible');
      await reach(em, `filled-step-${index}`, now);
    });
    await running.eventing.settled();
    told((index + 1) / (steps.length + stepsOfReading));
  }
  wake();
  letGo();
  await running.eventing.settled();
  told(1);
  if (!(await readRegister(running))) await keepRegister(running, registerAfter(history, seed, halland90));
}

async function reached(em: EntityManager, name: string): Promise<Date | null> {
  const [row] = await em.query('select at from platform.milestone where name = $1', [name]);
  return (row?.at as Date | undefined) ?? null;
}

const reach = (em: EntityManager, name: string, at: Date) =>
  em.query('insert into platform.milestone (name, at) values ($1, $2) on conflict do nothing', [name, at]);

/** The last two weeks a day at a time, what is older three days at a time: nobody looks that closely so far back. */
function inSteps(items: readonly HistoryItem[], now: Date): HistoryItem[][] {
  const steps = new Map<number, HistoryItem[]>();
  for (const item of items) {
    const day = Math.floor((Date.parse(item.recordedAt) - now.getTime()) / DAY_MS);
    const step = day < -14 ? day - (((day % 3) + 3) % 3) : day;
    const sofar = steps.get(step);
    if (sofar) sofar.push(item);
    else steps.set(step, [item]);
  }
  return [...steps].sort(([a], [b]) => a - b).map(([, step]) => step);
}

function commandOf(item: Extract<HistoryItem, { kind: 'placement' }>, ids: OpaqueIds): BackfillCommand {
  return { occurredAt: item.occurredAt, recordedAt: item.recordedAt, act: actOf(item.command, ids) };
}

const actOf = (command: PlacementCommand, ids: OpaqueIds): BackfillAct => {
  if (!('visit' in command)) return command as BackfillAct;
  const { visit, ...rest } = command;
  return { ...rest, journeyId: journeyOfVisit(ids, visit) } as BackfillAct;
};
