// What may go wrong between a writer and a reader, each as a scenario that ends in findings. Run on every transport by the contract suite,
// and on deliberately broken variants to show that the scenarios can fail.
import { Fenced } from './consumer.ts';
import { Crash, gate, seen, type Findings, type MakeSubscriber, type Rig } from './contract-rig.ts';
import type { FailpointName } from './failpoint.ts';
import { partitionOf } from './partition.ts';

const KEYS = Array.from({ length: 12 }, (_, i) => `p-${i}`);

/** Six writers on twelve keys, in each other's way, while two relays and the group are at work. */
export async function manyWriters(rig: Rig, make?: MakeSubscriber): Promise<Findings> {
  const group = seen();
  const subscription = await rig.follow(group, make);
  const writing = new AbortController();
  const relay = async () => {
    while (!writing.signal.aborted) await rig.drain();
  };
  const relays = [relay(), relay()];
  const writer = async (w: number) => {
    for (let i = 0; i < 20; i++) await rig.write(KEYS[(w * 5 + i * 7) % KEYS.length]!);
  };
  await Promise.all(Array.from({ length: 6 }, (_, w) => writer(w)));
  writing.abort();
  await Promise.all(relays);
  await rig.drain();
  await subscription.caughtUp();
  return rig.findings(group);
}

/** The first to write is the last to commit: its outbox row has a lower id than rows that were relayed long ago. */
export async function slowCommitter(rig: Rig): Promise<Findings> {
  const group = seen();
  const slow = gate();
  const late = rig.write('slow', slow.pass);
  await slow.arrived;
  await rig.writeAll(['quick', 'quick']);
  await rig.drain();
  slow.release();
  await late;
  await rig.drain();
  await (await rig.follow(group)).caughtUp();
  return rig.findings(group);
}

/** One relay is held between reading and publishing while another comes along. */
export async function twoRelays(rig: Rig): Promise<Findings> {
  const group = seen();
  await rig.writeAll(['p', 'p', 'p', 'q', 'q']);
  const held = gate();
  rig.at.set('relay.read', held.pass);
  const first = rig.drain(2);
  await held.arrived;
  const second = rig.drain(2);
  // The second either waits for the first (and the first must then be let go) or overtakes it.
  await rig.doneOrBlocked(second);
  held.release();
  await Promise.all([first, second]);
  await (await rig.follow(group)).caughtUp();
  return rig.findings(group);
}

/** The process dies at the named point once, and starts again. */
export async function crashAt(
  rig: Rig,
  point: FailpointName,
  keys: readonly string[] = ['p', 'q', 'p', 'r', 'p', 'q'],
  make?: MakeSubscriber,
): Promise<Findings & { crashed: boolean }> {
  const group = seen();
  await rig.writeAll(keys);
  let crashed = false;
  rig.at.set(point, () => {
    crashed = true;
    // A fenced consumer drops everything and starts again from what is stored: all that a new process would know.
    throw point.startsWith('consumer') ? new Fenced('crash') : new Crash(point);
  });
  await rig.drain(4);
  await (await rig.follow(group, make)).caughtUp();
  return { ...(await rig.findings(group)), crashed };
}

/** The database comes back from a power cut without its last commits; the consumer, which lives on, takes them for done. */
export async function powerCut(rig: Rig, make?: MakeSubscriber): Promise<Findings> {
  const group = seen();
  const subscription = await rig.follow(group, make);
  for (const _ of ['kept', 'forgotten']) {
    await rig.write('p');
    await rig.drain();
    await subscription.caughtUp();
  }
  await rig.dataSource.transaction(async (em) => {
    await em.query('update flow.consumer_offset set off = 1 where grp = $1 and off = 2', [group.name]);
    await em.query('delete from flow.inbox where grp = $1 and off = 1', [group.name]);
    await em.query('delete from flow.seen where grp = $1 and n = 2', [group.name]);
  });
  await rig.write('p');
  await rig.drain();
  await subscription.caughtUp();
  return rig.findings(group);
}

/** A consumer sleeps through being replaced, and wakes up with the batch still in its hands. */
export async function wokenZombie(rig: Rig, make?: MakeSubscriber): Promise<Findings & { error: unknown }> {
  const group = seen();
  await rig.writeAll(['p', 'p']);
  await rig.drain();
  const partition = { topic: 'intake' as const, partition: partitionOf('p') };
  const [zombie, heir] = [rig.consumer(group, make), rig.consumer(group, make)];
  await zombie.claim([partition]);
  const asleep = gate();
  rig.at.set('consumer.begin', asleep.pass);
  const records = await rig.records(partition.partition);
  const late = zombie.handle(records, new AbortController().signal).catch((error: unknown) => error);
  await asleep.arrived;
  await heir.claim([partition]);
  await heir.handle(records, new AbortController().signal);
  asleep.release();
  return { error: await late, ...(await rig.findings(group)) };
}
