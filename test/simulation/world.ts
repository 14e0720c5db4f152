// The whole system in one process and one thread: instances of the roles, the log between them, the database under them, and the outside. It knows how
// to start, kill and drive them; what happens when is the scheduler's business.
import { allRoles } from '../../apps/all/roles.ts';
import { MappingBook, shippedMappings } from '../../apps/intake/mappings/mapping-book.ts';
import { knownRegion } from '../../apps/intake/mappings/known-region.ts';
import { ReferenceRegister } from '../../apps/placement/reference.ts';
import { topicNames, type Asker, type Topic } from '#contracts';
import {
  MemoryTransport,
  PostgresTransport,
  type Group,
  type LogRecord,
  type LogTransport,
  type OffsetAt,
  type PgSession,
  type Position,
} from '#eventing';
import { halland, OpaqueIds, RawCipher, readConfig, type Config, type RoleParts } from '#platform';
import { randomFrom, type Random } from '#simulator';
import type { DataSource } from 'typeorm';
import type { FailpointName } from '../../libs/eventing/failpoint.ts';
import { drawFrom, virtualClock } from './chance.ts';
import { Checker } from './checker.ts';
import { Hospitals } from './hospital.ts';
import { Instance, positionsOf } from './instance.ts';
import { Letters } from './letters.ts';
import { Municipalities } from './municipality.ts';
import { PostOffice } from './post-office.ts';
import type { SimulatedPostgres } from './postgres.ts';
import { readTold, toldAfter } from './told.ts';
import { shortHash, type Trace } from './trace.ts';
import type { Variant } from './variants.ts';

export type RoleName = RoleParts['role'];
type Log = LogTransport & { read(position: Position, offset: number, limit: number): Promise<readonly LogRecord[]> };

/** An evening before a night with two o'clock twice, an ordinary morning, the last afternoon of a year, the evening before summer time. */
const beginnings = ['2026-10-24T20:00:00.000Z', '2026-11-20T07:00:00.000Z', '2026-12-31T15:00:00.000Z', '2027-03-27T20:00:00.000Z'];

const units = [
  { unitId: 'kobo-1382-ekbacken', name: 'Ekbacken', kind: 'short-term', municipality: '1382', rooms: 2 },
  { unitId: 'sabo-1382-hamnvakten', name: 'Hamnvakten', kind: 'special-housing', municipality: '1382', rooms: 2 },
  { unitId: 'kobo-1380-nissagarden', name: 'Nissagården', kind: 'short-term', municipality: '1380', rooms: 1 },
] as const;

export const operator: Asker = { login: 'operator', name: 'Drift', role: 'operator', organisation: 'region', organisationName: 'Drift' };

export const config: Config = readConfig({
  DATABASE_URL: 'postgres://simulation/sluss',
  SLUSS_TOKEN: 'simulation-simulation-simulation-simulation',
  SLUSS_KEY: Buffer.alloc(32, 7).toString('base64'),
  SLUSS_DEMO: 'off',
  SLUSS_LOG: 'silent',
  SMTP_URL: 'smtp://localhost:25',
  MAIL_TO: 'manager=chef@example.org, placement-1382=placering@example.org',
  WEBHOOK_URL: 'https://example.org/larm',
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
});

export class World {
  readonly random: Random;
  readonly letters = new Letters();
  readonly hospitals: Hospitals;
  readonly municipalities: Municipalities;
  readonly post = new PostOffice();
  readonly checker = new Checker(new RawCipher(config));
  readonly ids = new OpaqueIds(config);
  readonly book = new MappingBook(config.mappingsDir ?? shippedMappings(), knownRegion(halland));
  readonly groups: readonly Group[] = allRoles.flatMap((role) => role.groups);
  readonly log: Log;
  /** Reads for the outside: screens, and the checker's comparisons. Never cut. */
  readonly reader: DataSource;
  /** The failpoint at which an instance dies next. */
  doom: { readonly instance: string; readonly point: FailpointName } | null = null;
  /** Found inside a callback of the database; thrown at the end of the step. */
  private fault: unknown = null;
  private readonly instances: Instance[] = [];
  private started = 0;
  private seen = 0;
  private relaying: Instance | null = null;

  private constructor(
    seed: string,
    readonly postgres: SimulatedPostgres,
    readonly variant: Variant | null,
    readonly trace: Trace,
  ) {
    drawFrom(`${seed}/product`);
    this.random = randomFrom(`${seed}/scheduler`);
    virtualClock.set(this.random.pick(beginnings));
    this.hospitals = new Hospitals(this.random.fork('hospitals'), this.letters);
    this.municipalities = new Municipalities(this.random.fork('municipalities'), this.letters, this.hospitals);
    this.post.be(0.15, this.random.fork('post'));
    postgres.random = this.random.fork('turns');
    postgres.committed = () => this.read();
    postgres.fell = (owner) => this.fallen(owner);
    this.reader = postgres.connection('reader');
    const failpoint = async (point: FailpointName) => {
      if (this.relaying) this.reached(this.relaying, point);
    };
    const inDatabase = this.random.chance(0.5) && !variant?.transport;
    this.log = variant?.transport
      ? variant.transport(failpoint)
      : inDatabase
        ? new PostgresTransport({ dataSource: this.reader, session: silentSession, failpoint })
        : new MemoryTransport({ failpoint });
    trace.say(`seed ${seed}, log ${inDatabase ? 'in the database' : 'outside it'}${variant ? `, broken: ${variant.name}` : ''}`);
  }

  static async begin(seed: string, postgres: SimulatedPostgres, variant: Variant | null, trace: Trace): Promise<World> {
    postgres.reset();
    for (const named of variant?.without ?? []) {
      const [table, constraint] = named.split(' ');
      postgres.without(table!, constraint!);
    }
    const world = new World(seed, postgres, variant, trace);
    await world.reader.initialize();
    for (const role of allRoles) await world.start(role.role);
    await world
      .one('placement')
      .get(ReferenceRegister)
      .register(
        units.map(({ rooms, ...unit }) => ({
          ...unit,
          weekendIntake: true,
          distanceKm: 2,
          places: Array.from({ length: rooms }, (_, i) => ({
            placeId: `${unit.unitId}:${i + 1}`,
            label: `${i + 1}`,
            features: ['single-room'],
          })),
        })),
        virtualClock.now(),
      );
    return world;
  }

  async end(): Promise<void> {
    for (const instance of this.instances) {
      instance.die();
      this.postgres.kill(instance.name);
    }
    await this.reader.destroy();
  }

  of(role: RoleName): readonly Instance[] {
    return this.instances.filter((i) => i.role.role === role);
  }

  /** One of the role's instances: there is always one. */
  one(role: RoleName): Instance {
    return this.random.pick(this.of(role));
  }

  async start(role: RoleName): Promise<Instance> {
    const name = `${role}#${(this.started += 1)}`;
    const parts = allRoles.find((r) => r.role === role)!;
    const { postgres, post, variant } = this;
    const instance = await Instance.start(name, parts, {
      postgres,
      config,
      post,
      reached: (at, point) => this.reached(at, point),
      subscriber: variant?.subscriber,
      replaced: variant?.replaced,
    });
    this.instances.push(instance);
    // A new process takes over what it reads.
    for (const group of parts.groups) await instance.member(group.name).claim();
    return instance;
  }

  /** Everything it had in memory is lost, and what it had not committed. */
  kill(instance: Instance): void {
    if (!instance.alive) return;
    instance.die();
    this.postgres.kill(instance.name);
    this.instances.splice(this.instances.indexOf(instance), 1);
    this.trace.say(`  ${instance.name} dies`);
  }

  /** No role is left without an instance. */
  async revive(): Promise<void> {
    for (const { role } of allRoles) if (this.of(role).length === 0) this.trace.say(`  ${(await this.start(role)).name} starts`);
  }

  async relay(instance: Instance, limit: number): Promise<number> {
    this.relaying = instance;
    try {
      return await this.log.drain({ role: instance.role.role, dataSource: instance.dataSource }, limit);
    } finally {
      this.relaying = null;
    }
  }

  /** How far the log reaches, per partition. */
  async heads(topics: readonly Topic[] = topicNames): Promise<readonly OffsetAt[]> {
    return (await this.log.heads(topics)).filter((head) => head.offset > 0);
  }

  positions(group: Group): Position[] {
    return positionsOf(group);
  }

  /** Throws what has been found since it was last asked. */
  check(): void {
    const { fault } = this;
    this.fault = null;
    if (fault !== null) throw fault as Error;
    this.checker.settle();
  }

  private reached(instance: Instance, point: FailpointName): void {
    if (this.doom?.instance !== instance.name || this.doom.point !== point) return;
    this.doom = null;
    this.trace.say(`  at ${point}`);
    this.kill(instance);
    throw new Error(`${instance.name} died at ${point}`);
  }

  private fallen(owner: string): void {
    const instance = this.instances.find((i) => i.name === owner);
    if (instance && this.doom?.instance === owner) {
      this.doom = null;
      this.kill(instance);
    } else this.trace.say(`  ${owner} loses its connection`);
  }

  /** Takes in what has just been committed. */
  private read(): void {
    try {
      const rows = this.postgres.read(toldAfter(this.seen));
      for (const [seq, what, name, body] of rows) {
        this.seen = Number(seq);
        if (what !== 'handled') this.trace.say(`  + ${what} ${name} ${shortHash(what === 'message' ? name! : body!)}`);
        this.checker.take(readTold(what!, name!, body!));
      }
      if (rows.length > 0) this.checker.committed();
    } catch (error) {
      this.fault ??= error;
    }
  }
}

/** Nobody is signalled: whoever wants to know looks. */
const silentSession = { listen: () => () => {} } as unknown as PgSession;
