// The files that start Sluss elsewhere say only what it understands: a setting that is misspelt there is found here, not on a Friday in production.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, settings } from '#platform';
import { parse } from 'yaml';

const docker = join(__dirname, '../../docker');
type Environment = Record<string, string>;
interface Service {
  readonly environment?: Environment;
  readonly image?: string;
  readonly build?: unknown;
  readonly read_only?: boolean;
  readonly depends_on?: Record<string, unknown>;
}
const read = (name: string) => parse(readFileSync(join(docker, name), 'utf8'), { merge: true }) as { services: Record<string, Service> };
const files = readdirSync(docker).filter((name) => /^compose.*\.yml$/.test(name));
const images = /^(POSTGRES|KAFKA)_|^CLUSTER_ID$/;

/** What Sluss itself would be started with, variables filled in as an administrator would. */
const started = (environment: Environment) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      String(text).replace(/\$\{(\w+)[^}]*\}/g, (_, asked: string) =>
        /KEY|TOKEN/.test(asked) ? Buffer.alloc(32, 9).toString('base64') : 'off',
      ),
    ]),
  );
const unknown = (environment: Environment) => Object.keys(environment).filter((name) => !(name in settings) && name !== 'ROLE');

describe.each(files)('%s', (file) => {
  const services = Object.entries(read(file).services);
  const ours = services.filter(([, { build }]) => build !== undefined);

  it('starts Sluss with settings that there are', () => {
    for (const [, { environment = {} }] of ours) expect(unknown(environment)).toEqual([]);
    expect(unknown({ SLUSS_TOKEM: 'x' })).toEqual(['SLUSS_TOKEM']);
  });

  it('with values that are accepted together', () => {
    for (const [name, { environment = {} }] of ours) {
      if (name === 'migrate') continue;
      const { ROLE: _role, ...env } = started(environment);
      expect(() => readConfig({ SLUSS_HOST: '0.0.0.0', ...env })).not.toThrow();
      expect(() => readConfig({ ...env, SLUSS_KEY: 'short' })).toThrow(/SLUSS_KEY/);
    }
  });

  it('on a root file system that is read only, and after what it depends on', () => {
    for (const [name, { read_only, depends_on = {} }] of ours) {
      expect([name, read_only]).toEqual([name, true]);
      for (const other of Object.keys(depends_on)) expect(services.map(([n]) => n)).toContain(other);
    }
  });

  it('and pins every image of others', () => {
    for (const [, { image }] of services) if (image) expect(image).toMatch(/^[\w/.-]+:v?\d[\w.-]*$/);
    for (const [, { environment = {}, image }] of services) {
      if (image) expect(Object.keys(environment).filter((name) => !images.test(name))).toEqual([]);
    }
  });
});

it('every role of the Kafka set-up has a process, and the gateway knows where each of the others answers', () => {
  const { services } = read('compose.kafka.yml');
  const roles = ['intake', 'flow', 'placement', 'alerting', 'gateway'];
  expect(roles.map((role) => services[role]?.environment?.ROLE)).toEqual(roles);
  for (const role of roles) expect(existsSync(join(__dirname, '../../apps', role, 'main.ts'))).toBe(true);
  const { upstreams } = readConfig(
    started(Object.fromEntries(Object.entries(services.gateway!.environment!).filter(([name]) => name !== 'ROLE'))),
  );
  expect([...upstreams].map(([role, url]) => `${role} ${url}`)).toEqual(roles.slice(0, 4).map((role) => `${role} http://${role}:3000`));
});

it('three brokers are in each other’s quorum and in the services’ list', () => {
  const { services } = read('compose.kafka3.yml');
  const voters = services['kafka-1']!.environment!.KAFKA_CONTROLLER_QUORUM_VOTERS!.split(',').map((voter) => /@(.+):/.exec(voter)![1]);
  expect(voters).toEqual(['kafka-1', 'kafka-2', 'kafka-3']);
  expect(services.flow!.environment!.KAFKA_BROKERS).toBe(voters.map((voter) => `${voter}:9092`).join());
});
