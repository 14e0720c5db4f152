// Moving from the log in the database to another: a history made on the one, refilled, and read from the other by the same readers.
import { EventStore, newEvent } from '#eventing';
import { testDatabase, type TestDatabase } from '#testing';
import { runCli } from '../../apps/cli/cli.ts';
import { readModelHash, truncateReadModel } from '../../apps/gateway/read-model/hash.ts';
import { RunningSluss } from '../running.ts';
import { recorded } from '../stories/recording.ts';
import { EKBACKEN, registerFalkenberg, says, takeUp } from '../stories/town.ts';

const NOW = '2026-11-20T08:00:00.000Z';
const tables = ['event', 'inbox', 'outbox', 'dead_letter'] as const;
const roles = ['intake', 'flow', 'placement', 'alerting', 'gateway'] as const;

export class Moving {
  private constructor(
    private readonly db: TestDatabase,
    private sluss: RunningSluss,
  ) {}

  /** People, homes and an alert, on the log in the database. */
  static async begin(): Promise<Moving> {
    const db = await testDatabase([]);
    const sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z', { DATABASE_URL: db.url });
    await registerFalkenberg(sluss);
    await takeUp(sluss, `${EKBACKEN}:2`);
    await sluss.hears(recorded('one-place-too-few.hl7'));
    const { items } = await sluss.get('journeys?state=all');
    await says(sluss, 'SupportNeedAssessed', '2026-11-19T13:00:00+01:00', {
      journeyId: items[0].journeyId,
      targets: ['short-term'],
      municipality: '1382',
      needs: [],
    });
    sluss.clock.set(NOW);
    await sluss.passTime(0);
    return new Moving(db, sluss);
  }

  async stop(): Promise<void> {
    await this.sluss.stop();
  }

  async end(): Promise<void> {
    await this.sluss.stop().catch(() => {});
    await this.db.drop();
  }

  async start(env: Readonly<Record<string, string>>): Promise<void> {
    this.sluss = await RunningSluss.start(NOW, { DATABASE_URL: this.db.url, ...env });
    await this.sluss.settled();
  }

  async refill(env: Readonly<Record<string, string>>) {
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const code = await runCli(['events', 'refill'], { DATABASE_URL: this.db.url, ...env }, { say, complain: say });
    return { code, said: said.join('\n') };
  }

  /** What people see, and how much lies in each table that could hold something twice. */
  async state() {
    const counts: Record<string, number> = {};
    for (const role of roles)
      for (const table of tables) {
        const [{ n }] = await this.db.dataSource.query(`select count(*)::int as n from ${role}.${table}`);
        counts[`${role}.${table}`] = n;
      }
    return { hash: await this.db.dataSource.transaction(readModelHash), counts };
  }

  /** The read models anew, from nothing but the log that is read now. */
  async readAnew(): Promise<string> {
    await this.sluss.process.eventing.replay('gateway.read', { from: 0, reset: truncateReadModel });
    await this.sluss.settled();
    return this.db.dataSource.transaction(readModelHash);
  }

  /** A fact that is stored and has not reached any log: as after a stop in between. */
  async leaveInOutbox(): Promise<string> {
    const [{ id: patientId, visit: visitId }] = await this.db.dataSource.query(
      `select event->'data'->>'patientId' as id, event->'data'->>'visitId' as visit from intake.event where type = 'PatientAdmitted' order by occurred_at desc limit 1`,
    );
    const event = newEvent('ExpectedDischargeSet', {
      key: patientId,
      occurredAt: NOW,
      recordedAt: NOW,
      causedBy: null,
      actor: 'source:halmstad',
      data: { patientId, visitId, sourceId: 'halmstad', expectedAt: '2026-11-25T12:00:00.000Z', assured: false },
    });
    await this.db.dataSource.transaction((em) => new EventStore('intake').append(em, patientId, 'any', [event]));
    return event.id;
  }

  /** In which trace each event lies in the database's log. */
  async traces(): Promise<Record<string, string>> {
    const rows: { id: string; trace: string }[] = await this.db.dataSource.query(`select event->>'id' as id, trace from bus.log`);
    return Object.fromEntries(rows.map(({ id, trace }) => [id, trace]));
  }

  async handledBy(eventId: string): Promise<string[]> {
    const rows: { grp: string }[] = await this.db.dataSource.query(
      'select grp from flow.inbox where event_id = $1 union all select grp from gateway.inbox where event_id = $1',
      [eventId],
    );
    return rows.map((row) => row.grp).sort();
  }
}
