// A broker that lets nobody in without name and password, and lets nobody do anything without a right.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaCluster, startKafka } from '../../test/kafka/broker.ts';
import { nothingWrong, Rig, seen } from './contract-rig.ts';
import { settingsForTests } from './kafka-for-tests.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { KafkaTransport } from './kafka-transport.ts';

const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule';
const folder = mkdtempSync(join(tmpdir(), 'sluss-kafka-rights-'));
let cluster: KafkaCluster;

beforeAll(async () => {
  cluster = await startKafka({
    nodes: 1,
    folder,
    protocol: 'SASL_PLAINTEXT',
    properties: {
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
      'listener.name.client.scram-sha-512.sasl.jaas.config': `${scram} required username="sluss" password="right-password";`,
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:sluss;User:ANONYMOUS',
    },
    format: ['sluss', 'stranger'].flatMap((name) => ['--add-scram', `SCRAM-SHA-512=[name=${name},password=right-password]`]),
  });
});
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

const as = (username: string, password: string): KafkaSettings =>
  settingsForTests({ brokers: cluster.brokers.split(','), replication: 1, sasl: { mechanism: 'scram-sha-512', username, password } });

const refusal = async (settings: KafkaSettings): Promise<string> => {
  const transport = new KafkaTransport(settings);
  try {
    await transport.prepare(['intake'], [seen()]);
    return 'let in';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await transport.close();
  }
};

it('lets the product in by name and password, and nothing is lost on the way', async () => {
  const rig = await Rig.open(() => new KafkaTransport(as('sluss', 'right-password')));
  await rig.writeAll(['p', 'q', 'p']);
  await rig.drain();
  await (await rig.follow(seen())).caughtUp();
  expect(await rig.findings(seen())).toEqual(nothingWrong(3));
  await rig.close();
});

it('a wrong password stops the start, and the answer names the settings and not the password', async () => {
  const said = await refusal(as('sluss', 'wrong-password'));
  expect(said).toMatch(/^KAFKA_USERNAME: the brokers do not accept the name and password/);
  expect(said).not.toContain('wrong-password');
});

it('no name at all stops the start too', async () => {
  expect(await refusal({ ...as('sluss', 'right-password'), sasl: null })).toMatch(/^KAFKA_(USERNAME|BROKERS|TLS): /);
});

it('a login without rights stops the start, and the answer says that rights are missing', async () => {
  expect(await refusal(as('stranger', 'right-password'))).toMatch(
    /^KAFKA_USERNAME: stranger lacks a right on the brokers: Write on topic .*intake/,
  );
});

it('a producer without the right is refused by the broker itself, and what it wanted to say waits in its outbox', async () => {
  const settings = as('sluss', 'right-password');
  const rig = await Rig.open(() => new KafkaTransport(settings));
  const stranger = new KafkaTransport({
    ...settings,
    sasl: { mechanism: 'scram-sha-512', username: 'stranger', password: 'right-password' },
  });
  await rig.write('p');
  await expect(stranger.drain({ role: 'intake', dataSource: rig.dataSource }, 10)).rejects.toThrow(/authoriz/i);
  await stranger.close();
  const length = async () => (await rig.transport.heads(['intake'])).reduce((sum, { offset }) => sum + offset, 0);
  expect(await length()).toBe(0);
  // and it is the right that makes the difference
  await rig.drain();
  expect(await length()).toBe(1);
  await rig.close();
});
