import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from './config.ts';

const dataDir = () => mkdtempSync(join(tmpdir(), 'sluss-config-'));
const faultsOf = (env: Record<string, string>) => {
  try {
    readConfig({ SLUSS_DATA: dataDir(), ...env });
    return [];
  } catch (error) {
    return (error as ConfigError).faults.map((f) => f.name);
  }
};

describe('settings', () => {
  it('start with nothing given: embedded database, demo on, a key made and kept for its owner alone', () => {
    const dir = dataDir();
    const config = readConfig({ SLUSS_DATA: dir });
    expect(config).toMatchObject({ port: 3000, mllpPort: 2575, demo: true, databaseUrl: null, bus: 'postgres' });
    expect(config.masterKey).toHaveLength(32);
    expect(statSync(join(dir, 'key')).mode & 0o777).toBe(0o600);
    expect(readConfig({ SLUSS_DATA: dir }).masterKey).toEqual(config.masterKey);
  });

  it('a secret is for its owner alone however open the machine is, and half a secret is not taken for a whole one', () => {
    const before = process.umask(0);
    try {
      const dir = join(dataDir(), 'new');
      readConfig({ SLUSS_DATA: dir });
      expect([dir, join(dir, 'key'), join(dir, 'token')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600, 0o600]);
      chmodSync(join(dir, 'key'), 0o644);
      readConfig({ SLUSS_DATA: dir });
      expect(statSync(join(dir, 'key')).mode & 0o777).toBe(0o600);
      writeFileSync(join(dir, 'key'), '');
      expect(() => readConfig({ SLUSS_DATA: dir })).toThrow(/SLUSS_DATA: its file key is damaged; restore it from a backup/);
    } finally {
      process.umask(before);
    }
  });

  it.each([
    ['a port that is no number', { PORT: '5m' }, ['PORT']],
    ['a negative port', { PORT: '-1' }, ['PORT']],
    ['a blank database URL', { DATABASE_URL: ' ' }, ['DATABASE_URL']],
    [
      'a database URL of another kind',
      { DATABASE_URL: 'mysql://x/y', SLUSS_KEY: Buffer.alloc(32, 1).toString('base64') },
      ['DATABASE_URL'],
    ],
    ['an own database without a key', { DATABASE_URL: 'postgres://u:p@h:1/d' }, ['SLUSS_KEY']],
    ['a short token', { SLUSS_TOKEN: 'short' }, ['SLUSS_TOKEN']],
    ['an example token left in', { SLUSS_TOKEN: 'change-me-change-me-change-me-change-me' }, ['SLUSS_TOKEN']],
    ['a key of the wrong length', { SLUSS_KEY: 'YWJj' }, ['SLUSS_KEY']],
    ['a bus that is not there', { BUS: 'rabbit' }, ['BUS']],
    ['a misspelt setting', { SLUSS_DEM0: 'off' }, ['SLUSS_DEM0']],
    ['a misspelt file of a certificate', { MLLP_TLS_CRT: '/x' }, ['MLLP_TLS_CRT']],
    ['a mail recipient without a role', { MAIL_TO: 'chef@example.org' }, ['MAIL_TO']],
    ['a demo elsewhere where there is none', { SLUSS_DEMO: 'off', SLUSS_UPSTREAMS: 'demo=http://127.0.0.1:1' }, ['SLUSS_UPSTREAMS']],
    ['the same port twice', { PORT: '3000', MLLP_PORT: '3000' }, ['MLLP_PORT']],
    ['a data folder that cannot be written', { SLUSS_DATA: '/proc/sluss' }, ['SLUSS_DATA']],
    ['several faults, told together', { PORT: 'x', SLUSS_DEMO: 'maybe' }, ['PORT', 'SLUSS_DEMO']],
  ])('refuse %s', (_, env, names) => {
    expect(faultsOf(env as unknown as Record<string, string>)).toEqual(names);
  });

  it('name the nearest known setting for a misspelt one, and never print a value', () => {
    expect(() => readConfig({ SLUSS_DATA: dataDir(), SLUSS_TOKKEN: 'hemlig-hemlig' })).toThrow(/did you mean SLUSS_TOKEN\?/);
    expect(() => readConfig({ SLUSS_DATA: dataDir(), SLUSS_TOKEN: 'hemlig-hemlig' })).not.toThrow(/hemlig/);
  });
});
