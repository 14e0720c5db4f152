// The classes of faults: a name, what it says, and one function that lets it happen once. What follows from it is the checker's business; what only
// the moment shows goes to the rig's findings.
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '#simulator';
import { Sender, told } from '../../apps/intake/testing/running-intake.ts';
import { until } from '../child.ts';
import type { Rig } from './rig.ts';
import { busTroubled } from './broker-classes.ts';
import { crowded } from './crowd.ts';
import { confirmedAsItEnds } from './expiring-hold.ts';
import { diskFailed } from './failing-disk.ts';
import { clockMoved } from './moved-clock.ts';
import { endedAtPoint } from './named-points.ts';
import { unsigned } from './strangers.ts';

interface FaultClass {
  readonly says: string;
  /** How often it is drawn. */
  readonly weight: number;
  /** May say what it was this time. */
  readonly strike: (rig: Rig, random: Random) => Promise<string | void>;
}

/** A moment somewhere in the work. */
const moment = (random: Random, most: number) => after(random.between(0, most));

async function killed(rig: Rig, random: Random) {
  await moment(random, 300);
  await random.pick(rig.services).end('SIGKILL');
  await moment(random, 300);
  await rig.revive();
}

const crashes: Readonly<Record<string, FaultClass['strike']>> = {
  async server(rig, random) {
    await moment(random, 300);
    await rig.database.crash();
    // What was on its way when it went has arrived by then.
    await after(300);
    const before = rig.load.acknowledged;
    await moment(random, 1500);
    const meanwhile = rig.load.acknowledged - before;
    if (meanwhile > 0) rig.findings.push(`${meanwhile} messages were acknowledged while there was no database`);
    await rig.database.start();
  },
  async connections(rig, random) {
    await moment(random, 300);
    await rig.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename is not null`,
    );
  },
};

/** The feed repeats itself and says things in another order. */
async function unruly(rig: Rig) {
  rig.load.unruly = true;
  await rig.flows(40);
  rig.load.unruly = false;
}

let poisons = 0;
const POISON = ['hello', 'MSH|^~\\&|', `MSH|^~\\&|X|Y|Z|Q|20261101||ADT^A01|p|P|2.5\rPID|||\r`, '\u0000\u0001\u0002', 'PID|1\rMSH|'];

async function poisoned(rig: Rig, random: Random) {
  const sender = await Sender.to(rig.mllpPort);
  const text = random.pick(POISON);
  sender.send(text);
  const answer = await Promise.race([sender.answer(), after(10_000, null)]);
  sender.close();
  if (answer === null || told(answer).startsWith('AA')) rig.findings.push(`${JSON.stringify(text)} was answered with ${answer}`);
  if (rig.kafka) {
    const key = `poison-${++poisons}`;
    rig.ledger.planted(key, 'intake');
    unsigned(rig.kafka.brokers, `${rig.prefix}.intake.v1`, key);
  }
  await rig.flows(5);
}

const LAST = 'kobo-1382-ekbacken:4';
/** So many are not all refused because their request was changed by somebody else just then. */
const CROWD = 8;
const FREE_WITHIN_MS = 20_000;

/** All that wait, through both gateways, for one room in the same instant. */
async function lastPlace(rig: Rig) {
  await rig.caughtUp();
  await freed(rig, LAST);
  const open = await rig.openRequests();
  const claims = open.slice(0, 64).map((request) => rig.load.claim(request, LAST));
  const held = (await Promise.all(claims)).filter((request) => request !== null);
  // One after the other may well have it: whoever has it goes home in the middle. Two at once is what the checker sees in the tables.
  if (held.length === 0 && claims.length >= CROWD)
    rig.findings.push(`${claims.length} claimed the last place and nobody got it; one was told: ${rig.load.refusal}`);
  await freed(rig, LAST);
  return `${claims.length} claims`;
}

/** Whoever has it lets it go. */
async function freed(rig: Rig, placeId: string): Promise<void> {
  const holder = async () => {
    await rig.revive();
    const [row] = await rig.database.query<{ request: never }>(
      `select r.view as request from placement.request r where r.reserved_as is not null and r.place_id = $1`,
      [placeId],
    );
    return row?.request;
  };
  await until(
    async () => {
      const request = await holder();
      if (request) await rig.load.release(request).catch(() => {});
      return !request;
    },
    `${placeId} to be free`,
    FREE_WITHIN_MS,
  );
}

/** One after the other is asked to end and started again, as in a new version's rollout. */
async function rolled(rig: Rig) {
  for (const service of rig.services) {
    const from = performance.now();
    await service.end('SIGTERM');
    const ms = performance.now() - from;
    if (ms > 15_000) rig.findings.push(`${service.role} took ${Math.round(ms)} ms to end`);
    await rig.revive();
  }
}

export const classes: Readonly<Record<string, FaultClass>> = {
  F1: { says: 'kill -9 of a service', weight: 10, strike: killed },
  F2: { says: 'kill -9 between two named steps', weight: 10, strike: endedAtPoint },
  F3: {
    says: 'database stopped hard, or all its connections ended',
    weight: 5,
    strike: (rig, random) => random.pick(Object.values(crashes))(rig, random),
  },
  F4: {
    says: 'broker gone, service cut off from it, offsets back to zero, members come and go, more partitions',
    weight: 5,
    strike: busTroubled,
  },
  F5: { says: 'duplicates and disorder in the feed', weight: 3, strike: unruly },
  F6: { says: 'clocks set wrong and right again', weight: 5, strike: clockMoved },
  F7: { says: 'poison among good messages and records', weight: 3, strike: poisoned },
  F8: { says: 'a disk full or failing: the database’s, or a broker’s', weight: 5, strike: diskFailed },
  F9: { says: 'ten times as much for a while, or a day’s backlog at once', weight: 2, strike: crowded },
  F11: { says: 'everybody who waits, 64 at most, claims the last place through two gateways', weight: 3, strike: lastPlace },
  F12: { says: 'a hold or an offer confirmed as it ends', weight: 5, strike: confirmedAsItEnds },
  F15: { says: 'rolling restart of every service', weight: 1, strike: rolled },
};
