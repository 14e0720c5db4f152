// What the faults strike: PostgreSQL, a broker or three, every role as processes of its own (two gateways, two flows), and a hospital with its ledger.
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { freePort, roles, type Role } from '#platform';
import type { Random } from '#simulator';
import { planServices, type Service } from '../../apps/all/services.ts';
import { Child, until } from '../child.ts';
import { Cable } from './cable.ts';
import { startKafka, type KafkaCluster } from '../kafka/broker.ts';
import { brokenBy, takeAway, type Variant } from './broken-variants.ts';
import { check, type Verdict } from './checker.ts';
import { HardDatabase } from './database.ts';
import { HospitalLoad, type Request } from './hospital-load.ts';
import { Ledger, readLedger } from './ledger.ts';
import { buildMachine, Machine } from './machine.ts';
import { Probe } from './probe.ts';
import { lastChanges, Screen } from './screen.ts';

const TOKEN = 'faults-token-faults-token-faults-token';
/** dist/test/faults -> dist/apps */
const ALL = fileURLToPath(new URL('../../apps/all/main.js', import.meta.url));
const HOST = '127.0.0.1';
const LINES = 4;
/** Each run begins shortly before a night when Sweden's clocks are changed, so that the load goes across it. */
const nights = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)];
const BEFORE_MS = 90_000;
/** Of each line between two messages: more in a minute than a hospital sends in an hour, and room left on two cores for those that are started again. */
const EVERY_MS = 120;
const A_RACE = 3;
const UP_WITHIN_MS = 90_000;
const TOLD_WITHIN_MS = 15_000;
/** Who reads everything again after a long run has a million events before it. */
const CAUGHT_UP_WITHIN_MS = 900_000;
/** Events of a group that are just on their way. */
const FEW = 500;

export interface RigOptions {
  readonly bus: 'postgres' | 'kafka';
  readonly brokers: 1 | 3;
  readonly folder: string;
  readonly random: Random;
  /** A part to be built wrong. */
  readonly variant?: Variant;
}

export class Rig {
  /** What was seen during the faults and is no matter of tables. */
  readonly findings: string[] = [];
  /** How often a process ended by itself, for an orchestrator to start it again. */
  gaveUp = 0;

  private constructor(
    readonly bus: 'postgres' | 'kafka',
    readonly database: HardDatabase,
    readonly kafka: KafkaCluster | null,
    readonly prefix: string,
    readonly services: readonly Service[],
    readonly load: HospitalLoad,
    /** One on each gateway, open all the time. */
    readonly screens: readonly Screen[],
    readonly ledger: Ledger,
    /** What each role, and the database, believe to run on. */
    readonly machines: Readonly<Record<Role | 'database', Machine>>,
    /** The same of each broker. */
    readonly brokers: readonly Machine[],
    readonly probe: Probe | null,
    /** How far the time of this run is from the true one, in ms. */
    readonly shift: number,
    /** How one role, all of its processes, reaches the brokers. */
    readonly cable: Cable | null,
    readonly apart: Role,
  ) {}

  static async open({ bus, brokers, folder, random, variant }: RigOptions): Promise<Rig> {
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const library = buildMachine(folder);
      const machines = Object.fromEntries(
        ([...roles, 'database'] as const).map((name) => [name, new Machine(folder, name, library)]),
      ) as Rig['machines'];
      const kafkaFolder = join(folder, 'kafka');
      const brokerMachines = Array.from(
        { length: bus === 'kafka' ? brokers : 0 },
        (_, i) => new Machine(folder, `broker-${i + 1}`, library, join(kafkaFolder, `node-${i + 1}`, 'data')),
      );
      const all = [...Object.values(machines), ...brokerMachines];
      undo.push(async () => all.forEach((machine) => machine.close()));
      const shift = random.pick(nights) - BEFORE_MS - Date.now();
      for (const machine of all) machine.clock(shift);
      const database = await HardDatabase.start(folder, machines.database.env);
      undo.push(database.stop);
      const cable = bus === 'kafka' ? new Cable() : null;
      const around = (port: number) => cable!.to(port);
      const envOfBroker = (id: number) => brokerMachines[id - 1]!.env;
      const kafka = cable ? await startKafka({ nodes: brokers, folder: kafkaFolder, around, envOf: envOfBroker }) : null;
      if (kafka) undo.push(kafka.stop);
      const apart = random.pick(['intake', 'flow', 'placement', 'alerting'] as const);
      const prefix = `faults-${process.pid}`;
      const [port, mllpPort] = [await freePort(), await freePort()];
      const { PATH, HOME } = process.env;
      const env = {
        PATH,
        HOME,
        DATABASE_URL: database.url,
        SLUSS_DEMO: 'off',
        SLUSS_TOKEN: TOKEN,
        SLUSS_KEY: Buffer.alloc(32, 9).toString('base64'),
        SLUSS_LOG: 'error',
        BUS: bus,
        ...(kafka ? { KAFKA_BROKERS: kafka.brokers, KAFKA_PREFIX: prefix, KAFKA_REPLICATION: String(brokers) } : {}),
      };
      // Tables and the register of places are made by the whole product in one process.
      const first = new Child(ALL, { ...env, ...machines.gateway.env, PORT: '0', MLLP_PORT: '0' });
      await first.ready();
      await first.kill('SIGTERM');
      if (variant) await takeAway(database, variant);
      const envOf = (role: Role) => ({
        ...machines[role].env,
        ...(variant ? brokenBy(variant) : {}),
        ...(kafka && role === apart ? { KAFKA_BROKERS: kafka.around } : {}),
      });
      const services = await planServices({ gateway: 2, flow: 2 }, { env, envOf, host: HOST, port, mllpPort });
      undo.push(() => Promise.all(services.map((service) => service.end('SIGKILL'))));
      await Promise.all(services.map((service) => service.start()));
      const apis = services.filter(({ role }) => role === 'gateway').map(({ url }) => url);
      const ledger = new Ledger(join(folder, 'ledger'));
      const now = () => Date.now() + shift;
      const load = new HospitalLoad({ mllpPort, apis, token: TOKEN, ledger, everyMs: EVERY_MS, random: random.fork('load'), now }, LINES);
      undo.push(async () => load.abandon());
      const screens = apis.map((api) => new Screen(api, TOKEN));
      undo.push(async () => screens.forEach((screen) => screen.close()));
      const probe = kafka && new Probe(kafka);
      const rig = new Rig(
        bus,
        database,
        kafka,
        prefix,
        services,
        load,
        screens,
        ledger,
        machines,
        brokerMachines,
        probe,
        shift,
        cable,
        apart,
      );
      await rig.soon(load.firstHold, 'a first hold');
      return rig;
    } catch (error) {
      for (const step of undo.reverse()) await step().catch(() => {});
      throw error;
    }
  }

  /** As an orchestrator does: whatever has ended is started, and again when it ends before it is ready. */
  async revive(): Promise<void> {
    await this.database.revive();
    const down = this.services.filter((service) => !service.running);
    await Promise.all(down.map((service) => until(() => started(service), `${service.role} to come back`, UP_WITHIN_MS)));
  }

  /** So many further messages are acknowledged, whatever has happened. */
  async flows(count: number): Promise<void> {
    const reached = this.load.more(count);
    await this.soon(reached, `${count} messages to be acknowledged`);
  }

  /** Asked until somebody answers. */
  answered(path: string): Promise<ReturnType<typeof JSON.parse>> {
    return until(
      async () => {
        await this.revive();
        return this.load.ask('GET', path).catch(() => null);
      },
      `an answer to ${path}`,
      UP_WITHIN_MS,
    );
  }

  /** What is counted has grown by a few, some time after now. */
  async goesOn(count: () => Promise<number>, what: string): Promise<void> {
    const enough = (await count()) + 20;
    await this.soon(
      until(async () => (await count()) >= enough, `${what} to go on`, UP_WITHIN_MS),
      `${what} to go on`,
    );
  }

  /** What every role has stored by now leaves its outbox. Whoever keeps some of it says why. */
  async allTold(): Promise<void> {
    const telling = ['intake', 'flow', 'placement', 'alerting'];
    const asked = (sql: (role: string) => string) =>
      this.database.query<{ role: string; id: string }>(telling.map(sql).join(' union all '));
    const heads = await asked((role) => `select '${role}' as role, coalesce(max(id), 0)::text as id from ${role}.outbox`);
    const left = new Map(heads.map(({ role, id }) => [role, id]));
    const all = async () => {
      const waiting = await asked(
        (role) => `select '${role}' as role, min(id)::text as id from ${role}.outbox where id <= ${left.get(role)}`,
      );
      return waiting.every(({ id }) => id === null);
    };
    await this.soon(
      until(() => all().catch(() => false), 'what is stored to be told', UP_WITHIN_MS),
      'what is stored to be told',
    ).catch(async (error: Error) => {
      const health = this.services.map(async ({ role, url }) => {
        const answer = await fetch(`${url}/health/ready`).catch(() => null);
        return answer?.ok ? [] : [`${role} is not well: ${(await answer?.text()) ?? 'no answer'}`];
      });
      this.findings.push(...(await Promise.all(health)).flat());
      throw error;
    });
  }

  /** What an earlier fault has put behind has been handled: what comes next is measured, or goes by what is shown. */
  async caughtUp(): Promise<void> {
    const behind = async () => {
      const { lags, silent } = await this.answered('operator');
      return silent.length > 0 || lags.some(({ lag }: { lag: number }) => lag > FEW);
    };
    await until(async () => !(await behind()), 'what was put behind to be handled', CAUGHT_UP_WITHIN_MS);
  }

  /** Requests that a place may be held for now: not before there are enough to have a race. */
  openRequests(): Promise<Request[]> {
    return until(
      async () => {
        const { items } = await this.answered('journeys?state=discharge-ready&municipality=1382&limit=100&sort=waitHours');
        const requests: (Request & { status: string })[] = items.flatMap(({ request }: { request: unknown }) => request ?? []);
        const open = requests.filter(({ status }) => status === 'open');
        return open.length >= A_RACE && open;
      },
      `${A_RACE} open requests`,
      UP_WITHIN_MS,
    );
  }

  get mllpPort(): number {
    return this.services.find(({ role }) => role === 'intake')!.mllpPort;
  }

  /** When everything has been acknowledged and handled. */
  async settled(): Promise<void> {
    await this.soon(this.load.stop(), 'every message to be acknowledged');
    await this.revive();
    const idle = async () => {
      const { outbox, lags, silent } = await this.load.ask('GET', 'operator').catch(() => ({ outbox: -1, lags: [], silent: [] }));
      return outbox === 0 && silent.length === 0 && lags.every(({ lag }: { lag: number }) => lag === 0);
    };
    // Twice: what the first look found handled may have led to more.
    await until(async () => (await idle()) && (await idle()), 'all events to be handled', 2 * UP_WITHIN_MS);
    const missed = async () => {
      const changes = await lastChanges(this.database);
      return this.screens.flatMap((screen) => screen.missed(changes));
    };
    await until(async () => (await missed()).length === 0, 'screens to be told', TOLD_WITHIN_MS).catch(async () =>
      this.findings.push(...(await missed()).slice(0, 10)),
    );
  }

  /** What the services said of messages they could not handle. */
  get complaints(): string[] {
    return this.services.flatMap(({ complaint }) => complaint.split('\n').filter((line) => line.includes('could not be handled')));
  }

  async verdict(): Promise<Verdict> {
    await this.database.revive();
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return await check(client, readLedger(this.ledger.path), this.bus);
    } finally {
      await client.end();
    }
  }

  /** Those that end by themselves are started again while we wait. */
  async soon(what: Promise<unknown>, name: string): Promise<void> {
    let done = false;
    const finished = what.then(() => (done = true));
    await until(
      async () => {
        await Promise.race([finished, after(1000)]);
        const down = this.services.filter((service) => !service.running);
        this.gaveUp += down.length;
        for (const { role, complaint } of down) process.stderr.write(`  ${role} ended by itself: ${lastWord(complaint)}\n`);
        await this.revive();
        return done;
      },
      name,
      UP_WITHIN_MS,
    );
  }

  async close(): Promise<void> {
    this.load.abandon();
    for (const screen of this.screens) screen.close();
    await Promise.all(this.services.map((service) => service.end('SIGKILL')));
    this.cable?.close();
    await this.kafka?.stop();
    await this.database.stop();
    for (const machine of [...Object.values(this.machines), ...this.brokers]) machine.close();
  }
}

const started = (service: Service): Promise<boolean> =>
  service.start().then(
    () => true,
    () => false,
  );

const lastWord = (complaint: string): string =>
  complaint
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
    .at(-1) ?? 'without a word';
