// A site that is backed up, goes on, is lost, and is restored elsewhere by the steps of OPERATIONS.md: what people see afterwards is held against the
// same site had it never been lost.
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { runCli } from '../../apps/cli/cli.ts';
import { UpkeepController } from '../../apps/gateway/operations/upkeep.controller.ts';
import { readModelHash } from '../../apps/gateway/read-model/hash.ts';
import { RunningSluss } from '../running.ts';
import { recorded } from '../stories/recording.ts';
import { EKBACKEN, registerFalkenberg, says, takeUp } from '../stories/town.ts';
import { SystemPostgres } from './system-postgres.ts';

const messages = recorded('one-place-too-few.hl7');
/** The backup is taken between the two. */
const [before, since] = [messages.slice(0, 8), messages.slice(8)];
/** Lived in by somebody who is on no journey. */
export const ROOM = `${EKBACKEN}:1`;
type Env = Readonly<Record<string, string>>;

export class Site {
  private constructor(
    readonly server: SystemPostgres,
    readonly url: string,
    private sluss: RunningSluss | null,
  ) {}

  /** Siv has been to hospital and waits, Nils has just come, and every role has a login of its own. */
  static async open(server: SystemPostgres, env: Env): Promise<Site> {
    const url = await server.database('sluss');
    const site = new Site(server, url, await RunningSluss.start('2026-11-01T08:00:00.000Z', { DATABASE_URL: url, ...env }));
    await registerFalkenberg(site.running);
    for (const room of [ROOM, `${EKBACKEN}:2`]) await takeUp(site.running, room);
    await site.running.hears(before);
    await assess(site.running, '2026-11-13T12:00:00+01:00');
    await site.command(['logins'], env);
    return site;
  }

  /** An empty database of a server. */
  static async empty(server: SystemPostgres, name = 'sluss'): Promise<Site> {
    return new Site(server, await server.database(name), null);
  }

  get running(): RunningSluss {
    if (!this.sluss) throw new Error('the site has not been started');
    return this.sluss;
  }

  async start(at: Date, env: Env): Promise<void> {
    this.sluss = await RunningSluss.start(at.toISOString(), { DATABASE_URL: this.url, ...env });
    await this.sluss.settled();
  }

  /** What hospital and municipality send after the backup was taken. Sent again, it must come to the same. */
  async goesOn(): Promise<void> {
    await this.running.hears(since);
    await assess(this.running, '2026-11-19T13:00:00+01:00');
    await this.running.passTime(0);
  }

  /** As every hour, into the folder that outlives the database. */
  async checkpoint(): Promise<void> {
    await this.running.process.app.get(UpkeepController, { strict: false }).write();
  }

  /** What is not as it was signed, by role. */
  async notAsSigned(): Promise<Set<string>> {
    const { checkpoints, faults } = await this.running.does('POST', 'operator/verify-events', {});
    if (checkpoints === 0) throw new Error('nothing was signed');
    return new Set(faults.map(({ role, fault }: { role: string; fault: string }) => `${role}: ${fault}`));
  }

  /** While it runs, as every night. */
  async backUp(file: string) {
    return this.server.tool('pg_dump', ['-Fc', '-f', file, this.url]);
  }

  async restore(file: string, flags: readonly string[] = ['--no-privileges']) {
    return this.server.tool('pg_restore', ['--no-owner', ...flags, '-d', this.url, file]);
  }

  async command(args: string[], env: Env = {}) {
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const code = await runCli(args, { DATABASE_URL: this.url, ...env }, { say, complain: say });
    return { code, said: said.join('\n') };
  }

  /** All that screens are made of. */
  seen(): Promise<string> {
    return this.running.process.dataSource.transaction(readModelHash);
  }

  async rows(sql: string, url = this.url): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.sluss?.stop();
  }
}

export function backupFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-backup-'));
  return { file: join(folder, 'sluss.dump'), data: join(folder, 'data'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function assess(sluss: RunningSluss, occurredAt: string): Promise<void> {
  const { items } = await sluss.get('journeys?state=all&sort=admittedAt');
  const need = { targets: ['short-term'], municipality: '1382', needs: [] };
  for (const { journeyId } of items) await says(sluss, 'SupportNeedAssessed', occurredAt, { journeyId, ...need });
}
