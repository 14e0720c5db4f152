// PostgreSQL inside this process (PGlite), shared by all roles. It has one session, so transactions come one after the other, as they may on a server
// too; whose turn it is when several want to begin is drawn from the seed. A line can be cut before or after any statement: what was not committed is
// gone, and after a COMMIT nobody knows.
import { PGlite } from '@electric-sql/pglite';
import type { ClientConfig } from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationClass } from '#platform';
import type { Random } from '#simulator';
import { PooledClient } from '../../libs/platform/pooled-client.ts';
import { changedSomething, Line, rowsIn, statusIn, type Exchange } from './line.ts';

/** The owner's line is cut at its `statement`th statement from now, before or after that is done. */
export interface Cut {
  readonly owner: string;
  statement: number;
  readonly when: 'before' | 'after';
}

interface Waiting {
  readonly line: Line;
  readonly messages: Buffer;
}

const settings = ['set track_counts = off', 'set track_activities = off'];

const CHECKPOINT_EVERY = 25;

/** So many turns of the event loop without a word from whoever has a transaction open: it waits for somebody else, who may then read. */
const QUIET_TURNS = 4;

export class SimulatedPostgres implements Exchange {
  /** Called with the owner after each transaction or lone statement is done: what is there now is committed. */
  committed: (owner: string) => void = () => {};
  /** Called when an owner's line falls as ordered by `cut`. */
  fell: (owner: string) => void = () => {};
  cut: Cut | null = null;
  random: Random | null = null;
  private readonly lines = new Set<Line>();
  private readonly refused = new Set<string>();
  private waiting: Waiting[] = [];
  private inTransaction: Line | null = null;
  private turning = false;
  private silence = 0;
  private clients = 0;
  private startOver: readonly string[] = [];
  private resets = 0;
  private readonly dropped: string[] = [];

  private constructor(private readonly db: PGlite) {}

  static async open(migrations: readonly MigrationClass[], extra: string): Promise<SimulatedPostgres> {
    const postgres = new SimulatedPostgres(await PGlite.create());
    const dataSource = postgres.connection('migrations', migrations);
    await dataSource.initialize();
    await dataSource.runMigrations();
    await dataSource.query(`create schema sim_first; ${extra}`);
    await dataSource.destroy();
    postgres.startOver = postgres.wayBack();
    return postgres;
  }

  /** As when nobody had used it: no rows, all sequences from one, no plan remembered. What a seed does must not depend on the seed before it. */
  reset(): void {
    for (const line of this.lines) line.cut();
    if (this.inTransaction) this.read('rollback');
    Object.assign(this, { waiting: [], inTransaction: null, cut: null, silence: 0, clients: 0 });
    this.lines.clear();
    this.refused.clear();
    for (const sql of [...this.startOver, ...this.dropped.splice(0)]) this.read(sql);
    // Nobody else writes the log of changes away, and it lies in memory.
    if (++this.resets % CHECKPOINT_EVERY === 0) this.read('checkpoint');
  }

  /** What brings everything back to how the migrations left it. */
  private wayBack(): string[] {
    const [[tables]] = this.read(`
      select string_agg(format('%I.%I', schemaname, tablename), ', ' order by schemaname, tablename) from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') and tablename <> 'sluss_migrations'`) as [[string]];
    const sequences = this.read(
      `select format('select setval(%L, 1, false)', schemaname || '.' || sequencename) from pg_sequences order by 1`,
    );
    const filled = tables.split(', ').filter((table) => this.read(`select 1 from ${table} limit 1`).length > 0);
    const kept = filled.map((table, i) => {
      const [[columns]] = this.read(`
        select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`) as [
        [string],
      ];
      this.read(`create table sim_first.t${i} as select ${columns} from ${table}`);
      return `insert into ${table} (${columns}) overriding system value select * from sim_first.t${i}`;
    });
    return ['discard all', ...settings, `truncate ${tables} cascade`, ...sequences.map(([sql]) => sql!), ...kept];
  }

  /** Takes a constraint away until the next reset. */
  without(table: string, constraint: string): void {
    const [[definition]] = this.read(
      `select pg_get_constraintdef(oid) from pg_constraint where conname = '${constraint}' and conrelid = '${table}'::regclass`,
    ) as [[string]];
    this.read(`alter table ${table} drop constraint ${constraint}`);
    this.dropped.push(`alter table ${table} add constraint ${constraint} ${definition}`);
  }

  /** Resolves when nobody has anything to ask for a while: what was begun is done. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < 2 * QUIET_TURNS;) {
      await new Promise((resolve) => setImmediate(resolve));
      turns = this.waiting.length > 0 || this.inTransaction ? 0 : turns + 1;
    }
  }

  /** A data source as a role has it, not yet initialised. */
  connection(owner: string, migrations: readonly MigrationClass[] = []): DataSource {
    const number = () => (this.clients += 1);
    // Statements are named per client: on a server each has a session of its own.
    class NamedApart extends PooledClient {
      constructor(settings?: ClientConfig) {
        super(settings);
        const mine = number();
        const send = this.query as (...args: unknown[]) => unknown;
        this.query = ((asked: string | { name?: string }, ...rest: unknown[]) =>
          send(
            typeof asked === 'object' && asked.name ? { ...asked, name: `${asked.name}_${mine}` } : asked,
            ...rest,
          )) as typeof this.query;
      }
    }
    return new DataSource({
      type: 'postgres',
      url: `postgres://simulation/${owner}`,
      migrations: [...migrations],
      migrationsTableName: 'sluss_migrations',
      migrationsTransactionMode: 'each',
      entities: [],
      poolErrorHandler: () => {},
      extra: { Client: NamedApart, pipeline: true, stream: () => this.open(owner), max: 12, idleTimeoutMillis: 0 },
    });
  }

  /** Reads past everybody: what is committed, as long as nobody has a transaction open. */
  read(sql: string): (string | null)[][] {
    const message = Buffer.concat([Buffer.from('Q----'), Buffer.from(sql), Buffer.from([0])]);
    message.writeUInt32BE(message.length - 1, 1);
    return rowsIn(this.execute(message));
  }

  /** The owner's process is gone: its lines are cut, and it gets no new ones. */
  kill(owner: string): void {
    this.refused.add(owner);
    for (const line of [...this.lines].filter((l) => l.owner === owner)) line.cut();
  }

  request(line: Line, messages: Buffer): void {
    this.waiting.push({ line, messages });
    this.turn();
  }

  closed(line: Line): void {
    this.lines.delete(line);
    this.waiting = this.waiting.filter((w) => w.line !== line);
    if (this.inTransaction !== line) return;
    this.read('rollback');
    this.inTransaction = null;
    this.turn();
  }

  private open(owner: string): Line {
    const line = new Line(owner, this);
    this.lines.add(line);
    if (this.refused.has(owner)) line.cut();
    return line;
  }

  private turn(): void {
    if (this.turning) return;
    this.turning = true;
    setImmediate(() => {
      this.turning = false;
      const next = this.next();
      if (next) this.serve(next);
      if (this.waiting.length > 0) this.turn();
    });
  }

  private next(): Waiting | null {
    const holder = this.inTransaction;
    const own = holder && this.waiting.find((w) => w.line === holder);
    const may = holder === null ? this.first() : own ? [own] : this.nested();
    if (may.length === 0) return null;
    const chosen = may.length === 1 ? may[0]! : may[this.random?.int(may.length) ?? 0]!;
    this.silence = 0;
    this.waiting.splice(this.waiting.indexOf(chosen), 1);
    return chosen;
  }

  /** What each line asks for next: on one line things are done in the order they were asked. */
  private first(): Waiting[] {
    return this.waiting.filter((w, i) => this.waiting.findIndex(({ line }) => line === w.line) === i);
  }

  /** Who holds the transaction is silent: perhaps it waits for a question that its own process asks on another line. */
  private nested(): Waiting[] {
    this.silence += 1;
    if (this.silence < QUIET_TURNS) return [];
    return this.first().filter(({ messages }) => !/(START TRANSACTION|BEGIN)/.test(messages.toString('latin1', 0, 40)));
  }

  private serve({ line, messages }: Waiting): void {
    const cut = this.falls(line);
    if (cut === 'before') return this.fall(line);
    const answer = this.execute(messages);
    const idle = statusIn(answer) === 'I';
    if (this.inTransaction === null || this.inTransaction === line) this.inTransaction = idle ? null : line;
    if (idle && changedSomething(answer)) this.committed(line.owner);
    if (cut === 'after') this.fall(line);
    else line.answer(answer);
  }

  /** PostgreSQL sets timers for its statistics, by a clock that jumps: nobody here waits for them, so they never ring. */
  private execute(messages: Uint8Array): Uint8Array {
    const { setTimeout: real } = globalThis;
    globalThis.setTimeout = (() => 0) as never;
    try {
      return this.db.execProtocolRawSync(messages);
    } finally {
      globalThis.setTimeout = real;
    }
  }

  private fall(line: Line): void {
    line.cut();
    this.fell(line.owner);
  }

  private falls(line: Line): Cut['when'] | null {
    const { cut } = this;
    if (cut?.owner !== line.owner || --cut.statement > 0) return null;
    this.cut = null;
    return cut.when;
  }
}
