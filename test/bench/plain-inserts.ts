// What the same server does for the same rows without Sluss: one transaction per message, its three inserts one after the other.
import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { connected, withClient } from './server.ts';

const tables = `
drop schema if exists bare cascade;
create schema bare;
create table bare.raw (id text primary key, received_at timestamptz not null, control_id text not null, raw bytea not null);
create table bare.event (stream text not null, version integer not null, id uuid not null unique, type text not null, key text not null,
  occurred_at timestamptz not null, recorded_at timestamptz not null, event json not null, hash bytea not null, primary key (stream, version));
create table bare.outbox (id bigint generated always as identity primary key, part smallint not null, stream text not null, version integer not null);`;

const inserts = [
  ['raw', 'insert into bare.raw values ($1, $2, $3, $4)'],
  ['event', 'insert into bare.event values ($1, 1, $2, $3, $4, $5, $5, $6, $7)'],
  ['outbox', 'insert into bare.outbox (part, stream, version) values ($1, $2, 1)'],
] as const;

/** Transactions a second. */
export async function plainInserts(url: string, connections: number, seconds: number, frame: Buffer): Promise<number> {
  await withClient(url, (client) => client.query(tables));
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(url)));
  const started = performance.now();
  const until = started + seconds * 1000;
  const counts = await Promise.all(
    clients.map(async (client) => {
      let done = 0;
      for (; performance.now() < until; done++) await one(client, frame);
      return done;
    }),
  );
  const took = (performance.now() - started) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  return counts.reduce((sum, count) => sum + count, 0) / took;
}

async function one(client: Client, frame: Buffer): Promise<void> {
  const id = randomUUID();
  const now = new Date().toISOString();
  const location = { facility: 'HSH', unit: 'HSH-AVD11', sourceUnit: null, bed: '12:1' };
  const data = { patientId: id, visitId: `v-${id}`, sourceId: 'hsh', location, visitClass: 'inpatient', planned: false };
  const event = JSON.stringify({
    id,
    type: 'PatientAdmitted',
    version: 1,
    key: id,
    occurredAt: now,
    recordedAt: now,
    causedBy: id,
    actor: 'source:hsh',
    data,
  });
  const hash = createHash('sha256').update(event).digest();
  const values = [
    [id, now, id, frame],
    [id, id, 'PatientAdmitted', id, now, event, hash],
    [0, id],
  ];
  await client.query('begin');
  for (const [i, [name, text]] of inserts.entries()) await client.query({ name, text, values: values[i] });
  await client.query('commit');
}
