// Every role under a login of its own on the brokers, with the rights that OPERATIONS.md lists: enough for its work, and each of them asked for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roles, startProcess, type Role, type RunningProcess } from '#platform';
import { testDatabase, type TestDatabase } from '#testing';
import { allRoles } from '../../apps/all/roles.ts';
import { runCli } from '../../apps/cli/cli.ts';
import { MllpGateway } from '../../apps/intake/mllp.gateway.ts';
import { Sender, told } from '../../apps/intake/testing/running-intake.ts';
import { settingsForTests } from '../../libs/eventing/kafka-for-tests.ts';
import { KafkaTransport } from '../../libs/eventing/kafka-transport.ts';
import { consume } from '../../libs/eventing/kcat.fixture.ts';
import { until } from '../child.ts';
import { unsigned } from '../faults/strangers.ts';
import { kafkaTool, startKafka, type KafkaCluster } from '../kafka/broker.ts';
import { KEY, TOKEN } from '../running.ts';
import { recorded } from '../stories/recording.ts';
import { rightsTable } from './rights-table.ts';

jest.setTimeout(300_000);

const PASSWORD = 'only-for-this-test';
const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule';
const folder = mkdtempSync(join(tmpdir(), 'sluss-broker-rights-'));
const table = rightsTable();
const running = new Map<Role, RunningProcess>();
const groups = allRoles.flatMap((part) => part.groups);
let cluster: KafkaCluster;
let db: TestDatabase;

/** The administrator comes by a second way in, which asks for no name. */
const acls = (...args: string[]) => kafkaTool(['org.apache.kafka.tools.AclCommand', '--bootstrap-server', cluster.around, ...args]);
const on = (kind: 'topic' | 'group', names: readonly string[]) => names.flatMap((name) => [`--${kind}`, name]);
const principal = (role: string) => ['--allow-principal', `User:sluss-${role}`];
const grant = (role: string, right: string, what: readonly string[]) =>
  what.length === 0 ? null : acls('--add', ...principal(role), '--operation', right, ...what);
const takeAway = (role: string, right: string, what: readonly string[]) =>
  acls('--remove', '--force', ...principal(role), '--operation', right, ...what);

function start(role: Role, more: Record<string, string> = {}): Promise<RunningProcess> {
  const env = {
    DATABASE_URL: db.url,
    SLUSS_MIGRATE: 'off',
    PORT: '0',
    MLLP_PORT: '0',
    SLUSS_TOKEN: TOKEN,
    SLUSS_KEY: KEY,
    SLUSS_LOG: 'silent',
    BUS: 'kafka',
    KAFKA_BROKERS: cluster.brokers,
    KAFKA_REPLICATION: '1',
    KAFKA_SASL: 'scram-sha-512',
    KAFKA_USERNAME: `sluss-${role}`,
    KAFKA_PASSWORD: PASSWORD,
  };
  return startProcess(
    allRoles.filter((part) => part.role === role),
    { env: { ...env, ...more } },
  );
}

beforeAll(async () => {
  cluster = await startKafka({
    nodes: 1,
    folder,
    protocol: 'SASL_PLAINTEXT',
    around: async (port) => port,
    properties: {
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
      'listener.name.client.scram-sha-512.sasl.jaas.config': `${scram} required username="broker" password="${PASSWORD}";`,
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:broker;User:ANONYMOUS',
    },
    format: ['broker', ...roles.map((role) => `sluss-${role}`)].flatMap((name) => [
      '--add-scram',
      `SCRAM-SHA-512=[name=${name},password=${PASSWORD}]`,
    ]),
  });
  db = await testDatabase([]);
  await runCli(['migrate', 'up'], { DATABASE_URL: db.url }, { say: () => {}, complain: () => {} });
});
afterAll(async () => {
  await Promise.all([...running.values()].map((process) => process.close()));
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
  await db.drop();
});

const ask = async (path: string) => {
  const response = await fetch(`${running.get('gateway')!.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return response.json() as Promise<ReturnType<typeof JSON.parse>>;
};

describe('with topics that an administrator has made, and the rights of the table', () => {
  it('without them no role starts, and each says what it lacks', async () => {
    const administrator = new KafkaTransport(settingsForTests({ brokers: [cluster.around], prefix: 'sluss', replication: 1 }));
    await administrator.prepare(['intake', 'flow', 'placement', 'alerting'], groups);
    await administrator.close();
    for (const { role, write, read, groups: readGroups } of table) {
      const refused = start(role as Role);
      await expect(refused).rejects.toThrow(`KAFKA_USERNAME: sluss-${role} lacks a right on the brokers: `);
      for (const topic of write) await expect(refused).rejects.toThrow(`Write on topic ${topic}`);
      for (const topic of read) await expect(refused).rejects.toThrow(`Read on topic ${topic}`);
      for (const group of readGroups) await expect(refused).rejects.toThrow(`Read on group ${group}`);
    }
  });

  it('all of them start', async () => {
    expect(table.map(({ role }) => role)).toEqual(roles);
    for (const { role, write, read, groups: readGroups } of table)
      await Promise.all([
        grant(role, 'Write', on('topic', write)),
        grant(role, 'Read', [...on('topic', read), ...on('group', readGroups)]),
      ]);
    for (const role of ['intake', 'flow', 'placement', 'alerting'] as const) running.set(role, await start(role));
    const upstreams = [...running].map(([role, { url }]) => `${role}=${url}`).join();
    running.set('gateway', await start('gateway', { SLUSS_UPSTREAMS: upstreams }));
  });

  it('what a hospital sends becomes a journey that is shown, and nothing is in anybody’s way', async () => {
    const sender = await Sender.to(running.get('intake')!.app.get(MllpGateway, { strict: false }).port);
    for (const { bytes } of recorded('one-place-too-few.hl7').slice(0, 4)) {
      sender.send(bytes);
      expect(told(await sender.answer())).toMatch(/^AA/);
    }
    sender.close();
    await until(async () => (await ask('journeys?state=discharge-ready')).items?.length === 1, 'the journey');
    const idle = async () => {
      const { lags, outbox } = await ask('operator');
      return outbox === 0 && lags.every(({ lag }: { lag: number }) => lag === 0);
    };
    await until(idle, 'every group to have read what there is');
    expect(await ask('operator')).toMatchObject({ silent: [], deadLetters: [] });
    for (const { url } of running.values()) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('what cannot be handled is told in each group’s own topic of dead letters', async () => {
    for (const topic of ['intake', 'flow', 'placement', 'alerting']) unsigned(cluster.around, `sluss.${topic}.v1`, 'stranger');
    const letters = groups.flatMap(({ name, topics }) => topics.map((topic) => ({ name, topic })));
    await until(async () => (await ask('operator')).deadLetters.length === letters.length, `${letters.length} dead letters`);
    for (const { name, topic } of letters)
      expect(consume(`sluss.${topic}.v1.dlq.${name}`, cluster.around).map(({ headers }) => headers)).toMatchObject([
        { x_group: name, x_topic: `sluss.${topic}.v1`, x_reason: expect.stringContaining('not a CloudEvent') },
      ]);
  });
});

describe('with one right less', () => {
  const less: [Role, string, string[], string][] = [
    ['intake', 'Write', ['--topic', 'sluss.intake.v1'], 'Write on topic sluss.intake.v1'],
    ['flow', 'Read', ['--topic', 'sluss.flow.v1'], 'Read on topic sluss.flow.v1'],
    ['alerting', 'Write', ['--topic', 'sluss.alerting.v1.dlq.alerting.notify'], 'Write on topic sluss.alerting.v1.dlq.alerting.notify'],
    ['placement', 'Read', ['--group', 'sluss.placement.requests'], 'Read on group sluss.placement.requests'],
  ];

  it.each(less)('%s without %s %j does not start, and says so', async (role, right, what, said) => {
    await running.get(role)!.close();
    await takeAway(role, right, what);
    await expect(start(role)).rejects.toThrow(
      `KAFKA_USERNAME: sluss-${role} lacks a right on the brokers: ${said}; see docs/OPERATIONS.md for the rights of each role`,
    );
    await grant(role, right, what);
    running.set(role, await start(role));
  });
});
