// The whole of intake in one Nest application: real TCP, real PostgreSQL. For tests.
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { halland, newFastifyAdapter, platformMigrations, PlatformModule, type Config } from '#platform';
import { FixedClock, testConfig, testDatabase, type TestDatabase } from '#testing';
import { IntakeModule } from '../intake.module.ts';
import { migrations } from '../migrations.ts';
import { MllpGateway } from '../mllp.gateway.ts';
import { frame, Framer } from '../mllp/framer.ts';

export interface RunningIntake {
  readonly app: NestFastifyApplication;
  readonly db: TestDatabase;
  readonly clock: FixedClock;
  readonly config: Config;
  readonly port: number;
  rows(sql: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export async function runIntake(env: Record<string, string> = {}, on?: TestDatabase): Promise<RunningIntake> {
  const db = on ?? (await testDatabase([...platformMigrations, ...migrations]));
  const clock = new FixedClock('2026-11-10T09:00:00.000Z');
  const config = testConfig(env);
  const module = await Test.createTestingModule({
    imports: [PlatformModule.with({ config, clock, region: halland, dataSource: db.dataSource }), IntakeModule],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(newFastifyAdapter(config), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    db,
    clock,
    config,
    port: app.get(MllpGateway).port,
    rows: (sql, params) => db.dataSource.query(sql, params),
    stop: async () => {
      await app.close();
      if (!on) await db.drop();
    },
  };
}

/** A sender on a real connection. */
export class Sender {
  private readonly framer = new Framer(64 * 1024 * 1024);
  private readonly received: string[] = [];
  private waiting: (() => void)[] = [];
  ended = false;
  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      for (const event of this.framer.push(chunk)) if (event.kind === 'frame') this.received.push(event.bytes.toString('latin1'));
      this.wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
  }

  /** Over TLS when `secure` is given: who it trusts, and the certificate it shows. */
  static to(port: number, secure?: ConnectionOptions): Promise<Sender> {
    return new Promise((resolve, reject) => {
      const opened = () => resolve(new Sender(socket));
      const socket: Socket = secure
        ? connectSecurely({ port, host: '127.0.0.1', ...secure }, opened)
        : connect({ port, host: '127.0.0.1' }, opened);
      socket.once('error', reject);
    });
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  send(...messages: (string | Buffer)[]): void {
    this.write(Buffer.concat(messages.map((m) => frame(typeof m === 'string' ? Buffer.from(m, 'utf8') : m))));
  }

  /** The next answer; null when the connection has closed without one. */
  async answer(): Promise<string | null> {
    while (this.received.length === 0 && !this.ended) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.received.shift() ?? null;
  }

  async answers(count: number): Promise<(string | null)[]> {
    const all: (string | null)[] = [];
    for (let i = 0; i < count; i++) all.push(await this.answer());
    return all;
  }

  async closed(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  close(): void {
    this.socket.destroy();
  }

  private wake() {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** `AA c1` from an acknowledgement. */
export const told = (answer: string | null): string => {
  const msa = /\rMSA.([A-Z]{2}).([^\r|]*)/.exec(answer ?? '');
  return msa ? `${msa[1]} ${msa[2]}` : `none ${answer ?? ''}`;
};
