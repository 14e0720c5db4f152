// Rows for the queue: open journeys through the gateway's own projection, with persons in the vault; closed ones copied in SQL from one that was projected.
import type { Client } from 'pg';
import { newDataSource, PersonVault, readConfig } from '#platform';
import { personAt } from '#simulator';
import { journeyView, says, unitView, waiting } from '../../apps/gateway/testing/views.ts';
import { applyBatch } from '../../apps/gateway/read-model/store.ts';
import { currentColumns, revisionColumns } from '../../apps/gateway/read-model/tables.ts';
import { masterKey } from './server.ts';

const hour = 3_600_000;
const before = (hours: number) => new Date(Date.now() - hours * hour).toISOString();

/** Three in four wait, for a place or for an act; all have a person with a name. One more journey is closed, as the pattern for others. */
export async function openJourneys(url: string, count: number): Promise<void> {
  const dataSource = newDataSource(url, []);
  await dataSource.initialize();
  const config = readConfig({ DATABASE_URL: url, SLUSS_KEY: masterKey.toString('base64'), SLUSS_DEMO: 'off' });
  const vault = new PersonVault(config);
  await dataSource.transaction(async (em) => {
    const people = Array.from({ length: count }, (_, i) => personAt('bench-queue', i));
    const { resolutions: found, written } = await vault.resolve(
      em,
      people.map((p) => [{ authority: p.identifier.system, value: p.identifier.value }]),
      new Date(),
    );
    await written;
    const patientIds = found.map((f) => ('patientId' in f ? f.patientId : ''));
    await vault.store(
      em,
      people.map((p, i) => ({
        patientId: patientIds[i]!,
        identity: { familyName: p.family, givenName: p.given, personnummer: null, birthDate: p.bornOn, address: null, phone: null },
        protectedHint: p.protectedIdentity,
        statedAt: new Date(),
      })),
    );
    const journeys = people.flatMap((p, i) => {
      const journeyId = `j-open-${i}`;
      const about = { municipality: p.municipality, patientId: patientIds[i]!, admittedAt: before(400 - (i % 300)) };
      if (i % 4 === 0) return [says.journey(before(100), journeyView({ journeyId, ...about }))];
      const [kind, gate] = i % 3 === 0 ? (['process', 'needs-assessment-missing'] as const) : (['capacity', 'no-place'] as const);
      return [
        says.journey(before(90), waiting(journeyId, before(1 + (i % 90)), about)),
        says.cause(before(80), journeyId, 1, kind, gate, p.municipality),
      ];
    });
    const closed = journeyView({ journeyId: 'j-over-0', state: 'closed', endedAt: before(24) });
    const over = says.journey(before(24), { ...closed, legs: closed.legs.map((leg) => ({ ...leg, endedAt: before(24) })) });
    await applyBatch(em, [says.unit(before(1000), unitView()), ...journeys, over]);
  });
  await dataSource.destroy();
}

/** Closed journeys number `from + 1` to `to`, ended over the last three years. */
export async function closedJourneys(client: Client, from: number, to: number): Promise<void> {
  const made: Readonly<Record<string, string>> = {
    journey_id: `'j-over-' || n`,
    patient_id: `'p-over-' || n`,
    case_ref: `'Ä-' || upper(substr(md5(n::text), 1, 5))`,
    hospital_until: `now() - n * interval '1094 days' / ${to}`,
    admitted_at: `now() - interval '10 days' - n * interval '1094 days' / ${to}`,
  };
  for (const [table, columns] of [
    ['journey', currentColumns('journey')],
    ['journey_rev', revisionColumns('journey')],
  ] as const) {
    const values = columns.map((column) => made[column] ?? `t.${column}`).join(', ');
    await client.query(
      `insert into gateway.${table} (${columns.join(', ')}) select ${values} from gateway.${table} t, generate_series($1::int, $2::int) as n where t.journey_id = 'j-over-0'`,
      [from + 1, to],
    );
  }
  await client.query('vacuum analyze gateway.journey');
  await client.query('vacuum analyze gateway.journey_rev');
  await client.query('checkpoint');
}
