// A wrong setting or a wrong surrounding stops the start within ten seconds, with an exit code that says so, the setting's name and what to do, and
// never its value.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '#testing';
import { Issuer, tlsSettings } from '../../apps/intake/testing/certificates.ts';
import { built, root } from '../built.ts';
import { Child } from '../child.ts';
import { KEY, TOKEN } from '../running.ts';

jest.setTimeout(120_000);

const WITHIN_MS = 10_000;

let main: string;
let folder: string;
let database: TestDatabase;
let taken: Server;

beforeAll(async () => {
  main = await built('apps/all/main.js');
  folder = mkdtempSync(join(tmpdir(), 'sluss-config-'));
  database = await testDatabase([]);
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  taken.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

type Env = Readonly<Record<string, string | undefined>>;
const good = (): Env => ({ DATABASE_URL: database.url, PORT: '0', MLLP_PORT: '0', SLUSS_DEMO: 'off', SLUSS_TOKEN: TOKEN, SLUSS_KEY: KEY });
const takenPort = () => String((taken.address() as AddressInfo).port);

/** Starts it with `env` over good settings; it must refuse, and name `setting`. */
async function refused(env: Env, setting: string | RegExp, before: readonly string[] = []): Promise<string> {
  const child = new Child(main, { ...good(), ...env }, before);
  const late = setTimeout(() => void child.kill(), WITHIN_MS * 2);
  const { code, ms } = await child.ended;
  clearTimeout(late);
  expect({ code, ready: /^ready /m.test(child.stdout) }).toEqual({ code: 1, ready: false });
  expect(ms).toBeLessThan(WITHIN_MS);
  expect(child.stderr).toMatch(setting);
  // One line per fault, for a person: no stack, no values.
  expect(child.stderr).not.toMatch(/^\s+at .+:\d+:\d+/m);
  for (const [name, value] of Object.entries(env)) {
    if (value && value.length > 5 && !/PORT|SLUSS_DATA|SLUSS_MAPPINGS|SLUSS_POLICY/.test(name)) expect(child.stderr).not.toContain(value);
  }
  return child.stderr;
}

const withDatabase = (change: (url: URL) => void) => {
  const url = new URL(database.url);
  change(url);
  return { DATABASE_URL: url.href };
};

describe('the database', () => {
  it('a blank address, or one that is none', async () => {
    await refused({ DATABASE_URL: '' }, 'DATABASE_URL: is empty');
    await refused({ DATABASE_URL: 'localhost:5432' }, /DATABASE_URL: must be like/);
  });

  it('a wrong password, a wrong port, a host nobody knows, and one that never answers', async () => {
    expect(
      await refused(
        withDatabase((url) => (url.password = 'wrong-secret-4711')),
        'DATABASE_URL',
      ),
    ).not.toContain('wrong-secret-4711');
    await refused(
      withDatabase((url) => (url.port = '1')),
      /DATABASE_URL: .*(ECONNREFUSED|cannot connect)/,
    );
    await refused(
      withDatabase((url) => (url.hostname = 'no-such-host.invalid')),
      'DATABASE_URL',
    );
    // Takes the connection and says nothing.
    await refused(
      withDatabase((url) => (url.port = takenPort())),
      'DATABASE_URL',
    );
  });

  it('a database that a newer Sluss has taken something away from', async () => {
    await database.dataSource.query(
      `insert into sluss_migrations (timestamp, name) values (9999999999999, 'FromTheFutureContract9999999999999')`,
    );
    try {
      expect(await refused({}, 'DATABASE_URL')).toMatch(/newer than this version.*FromTheFuture/);
    } finally {
      await database.dataSource.query(`delete from sluss_migrations where name like 'FromTheFuture%'`);
    }
  });

  it('a server that is too old', async () => {
    // The real one behind a door that lowers its version.
    const { hostname, port } = new URL(database.url);
    const door = createServer((client) => {
      const server = connect({ host: hostname, port: Number(port) });
      client.on('error', () => {}).pipe(server);
      server.on('error', () => {}).on('close', () => client.destroy());
      server.on('data', (bytes: Buffer) =>
        client.write(Buffer.from(bytes.toString('latin1').replace(/1[5-9]00\d\d/g, '140021'), 'latin1')),
      );
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    await refused(
      withDatabase((url) => (url.port = String((door.address() as AddressInfo).port))),
      'DATABASE_URL: PostgreSQL is older than 15; use version 15 or later',
    );
    door.close();
  });

  it('half migrated, or with tables of something else in the way', async () => {
    const other = await testDatabase([]);
    await other.dataSource.query('create schema intake; create table intake.message (id text)');
    await refused({ DATABASE_URL: other.url }, /DATABASE_URL: the tables cannot be made .*restore a backup, or give a database of its own/);
    // What could be made before the fault is no hindrance once it is mended.
    await other.dataSource.query('drop schema intake cascade');
    const child = new Child(main, { ...good(), DATABASE_URL: other.url });
    await child.ready();
    expect((await child.kill('SIGTERM')).code).toBe(0);
    await other.drop();
  });

  it('whose user may not make anything', async () => {
    const name = `guest_${process.pid}`;
    await database.dataSource.query(`create role ${name} login password 'guest'`);
    await refused(
      withDatabase((url) => {
        url.username = name;
        url.password = 'guest';
      }),
      /DATABASE_URL: .*permission denied.*give its user the right/,
    );
    await database.dataSource.query(`drop role ${name}`);
  });

  it('a bus that there is not', async () => {
    await refused({ BUS: 'carrier-pigeon' }, 'BUS: must be postgres');
  });
});

describe('secrets', () => {
  it('too short, left as in the example, or missing', async () => {
    await refused({ SLUSS_TOKEN: 'short-but-secret' }, 'SLUSS_TOKEN: must be at least 32 characters');
    await refused({ SLUSS_TOKEN: 'change-me-change-me-change-me-change-me' }, 'SLUSS_TOKEN: is an example value');
    await refused({ SLUSS_KEY: Buffer.alloc(16, 5).toString('base64') }, 'SLUSS_KEY: must be 32 bytes in base64');
    await refused({ SLUSS_KEY: undefined }, /SLUSS_KEY: is required when DATABASE_URL is set/);
    await refused({ WEBHOOK_URL: 'https://example.org/hook' }, 'WEBHOOK_SECRET: is required');
    await refused({ WEBHOOK_URL: 'https://example.org/hook', WEBHOOK_SECRET: 'whsec_tooshort' }, 'WEBHOOK_SECRET');
  });
});

describe('certificates', () => {
  it('that cannot be read, are none, do not fit together, have run out, or are not all there', async () => {
    const issuer = await Issuer.named('Utfärdaren');
    const [own, other, old] = [
      await issuer.issue('CN=sluss'),
      await issuer.issue('CN=annan'),
      await issuer.issue('CN=sluss', { from: -9, to: -1 }),
    ];
    const files = (certificate: typeof own, ca = issuer.cert) => tlsSettings(mkdtempSync(join(folder, 'tls-')), certificate, ca);
    await refused({ ...files(own), MLLP_TLS_KEY: undefined }, 'MLLP_TLS_KEY: is required beside');
    await refused({ ...files(own), MLLP_TLS_CA: join(folder, 'nowhere.pem') }, 'MLLP_TLS_CA: cannot be read (ENOENT)');
    await refused(
      files({ ...own, key: other.key }, 'no certificate'),
      /MLLP_TLS_KEY: holds no private key|MLLP_TLS_CA: holds no certificate/,
    );
    await refused(files({ ...own, key: other.key }), 'MLLP_TLS_KEY: does not belong to the certificate');
    await refused(files(old), /MLLP_TLS_CERT: expired on \d{4}-\d\d-\d\d; renew it/);
    await refused({ ...files(own), SLUSS_DEMO: 'on' }, 'SLUSS_DEMO: is on, but');
  });

  it('none, and an MLLP port that others than this machine can reach', async () => {
    await refused({ SLUSS_HOST: '0.0.0.0' }, 'MLLP_PLAIN: MLLP without TLS is for this machine alone');
    const child = new Child(main, { ...good(), SLUSS_HOST: '0.0.0.0', MLLP_PLAIN: 'on' });
    await child.ready();
    expect(child.stderr).toMatch(/whoever reaches the port can send in the name of any source/);
    expect((await child.kill('SIGTERM')).code).toBe(0);
  });
});

describe('settings', () => {
  // Each start takes its time: the faults of one are told together anyway.
  it.each([
    [
      {
        PORT: '5m',
        MLLP_PORT: '2575.5',
        SLUSS_RAW_DAYS: '0',
        SLUSS_DEMO: 'yes please',
        SLUSS_LOG: 'chatty',
        SLUSS_PUBLIC_URL: 'javascript:alert(1)',
      },
    ],
    [{ PORT: '-1', MLLP_PORT: '70000', SLUSS_RAW_DAYS: '1e3', SLUSS_DEMO: ' ', SMTP_URL: 'http://mail.example' }],
  ])('numbers as text, numbers out of range, words that are none: %j', async (wrong: Record<string, string>) => {
    const text = await refused(wrong, 'PORT');
    for (const name of Object.keys(wrong)) expect(text).toMatch(new RegExp(`^ *${name}: `, 'm'));
  });

  it('a name with a slip of the key is answered with the nearest one', async () => {
    expect(await refused({ SLUSS_TOKNE: TOKEN }, 'SLUSS_TOKNE')).toMatch(/did you mean SLUSS_TOKEN/);
  });
});

describe('policy', () => {
  it('that is wrong is refused with every fault of every file and where it stands', async () => {
    const own = mkdtempSync(join(tmpdir(), 'sluss-policy-'));
    writeFileSync(join(own, 'alerting.json'), '{ not json');
    writeFileSync(
      join(own, 'clocks.json'),
      JSON.stringify({ policy: 'clocks', entries: [{ id: 'x', clock: 'sundial', validFrom: '2026-13-01' }] }),
    );
    const text = await refused({ SLUSS_POLICY: own }, 'SLUSS_POLICY: the policy files in');
    for (const fault of [
      'alerting.json file: is not JSON',
      'clocks.json entries.0.clock',
      'clocks.json entries.0.validFrom',
      'clocks.json entries.0.nearHours',
    ])
      expect(text).toContain(fault);
  });
});

describe('the machine', () => {
  it('a port that somebody else has', async () => {
    expect(await refused({ PORT: takenPort() }, /\bPORT: /)).toContain(takenPort());
    expect(await refused({ MLLP_PORT: takenPort() }, 'MLLP_PORT')).toContain(takenPort());
  });

  it('one port for both', async () => {
    await refused({ PORT: '45678', MLLP_PORT: '45678' }, 'MLLP_PORT: is the same as PORT');
  });

  it('a data folder that is a file, that lies nowhere, or that may not be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const embedded = { DATABASE_URL: undefined, SLUSS_KEY: undefined, SLUSS_TOKEN: undefined };
    await refused({ ...embedded, SLUSS_DATA: join(file, 'data') }, 'SLUSS_DATA');
    await refused({ ...embedded, SLUSS_DATA: join(folder, 'no', 'such', 'place') }, 'SLUSS_DATA');
    const shut = join(folder, 'shut');
    mkdirSync(shut);
    chmodSync(shut, 0o500);
    // Root may write anywhere but here.
    await refused({ ...embedded, SLUSS_DATA: process.getuid?.() === 0 ? '/proc/sluss' : shut }, 'SLUSS_DATA');
  });

  it('a disk that is full, and one that may only be read', async () => {
    const disk = mkdtempSync(join(folder, 'disk-'));
    const mount = (...options: string[]) =>
      execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', disk], { stdio: 'pipe' });
    try {
      mount('size=6m');
    } catch {
      console.warn('SKIPPED: a full disk and a read-only one cannot be tried here, mounting is not allowed');
      return;
    }
    const embedded = { DATABASE_URL: undefined, SLUSS_KEY: undefined, SLUSS_TOKEN: undefined, SLUSS_DATA: join(disk, 'data') };
    try {
      await refused(embedded, /SLUSS_DATA: .*(No space left|disk full|does not start)/i);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      await refused({ ...embedded, SLUSS_DATA: join(disk, 'other') }, 'SLUSS_DATA: cannot write to the folder (EROFS)');
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('an odd time zone, an odd language and open file rights do no harm', async () => {
    const child = new Child(main, { ...good(), TZ: 'Mars/Olympus', LANG: 'C', LC_ALL: 'C' }, [
      '/bin/sh',
      '-c',
      'umask 000; exec "$@"',
      'sh',
    ]);
    expect(await (await fetch(`${await child.ready()}/health/ready`)).json()).toMatchObject({ ok: true });
    expect((await child.kill('SIGTERM')).code).toBe(0);
  });
});

describe('mapping files', () => {
  /** The shipped files with one thing changed. */
  const spoiled = (change: (mapping: Record<string, unknown[]>) => void) => {
    const mappings = mkdtempSync(join(folder, 'mappings-'));
    for (const name of readdirSync(join(root, 'apps/intake/mappings')).filter((file) => file.endsWith('.json')))
      cpSync(join(root, 'apps/intake/mappings', name), join(mappings, name));
    const file = join(mappings, 'halland-reference.json');
    const mapping = JSON.parse(readFileSync(file, 'utf8'));
    change(mapping);
    writeFileSync(file, JSON.stringify(mapping));
    return { SLUSS_MAPPINGS: mappings };
  };

  it('two rows for one code, a circle of wards, an unknown unit, a source twice', async () => {
    await refused(
      spoiled((m) => m.wards!.push({ code: 'AVD11', facility: 'HSH', unit: 'HSH-AVD12' })),
      /SLUSS_MAPPINGS[\s\S]*AVD11/,
    );
    await refused(
      spoiled((m) => m.wards!.push({ code: 'X1', facility: 'HSH', sameAs: 'X2' }, { code: 'X2', facility: 'HSH', sameAs: 'X1' })),
      /SLUSS_MAPPINGS[\s\S]*X[12]/,
    );
    await refused(
      spoiled((m) => m.wards!.push({ code: 'NY', facility: 'HSH', unit: 'HSH-FINNS-EJ' })),
      /SLUSS_MAPPINGS[\s\S]*HSH-FINNS-EJ/,
    );
    await refused(
      spoiled((m) => m.senders!.push(m.senders![0])),
      /SLUSS_MAPPINGS[\s\S]*(hsh-adt|REFADT)/,
    );
    await refused(
      spoiled((m) => m.wards!.push({ kod: 'AVD11' })),
      'SLUSS_MAPPINGS',
    );
  });

  it('a folder without any, and a file that is no JSON', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    await refused({ SLUSS_MAPPINGS: empty }, /SLUSS_MAPPINGS[\s\S]*no mapping files/);
    writeFileSync(join(empty, 'broken.json'), '{"mapping": 1,');
    await refused({ SLUSS_MAPPINGS: empty }, /SLUSS_MAPPINGS[\s\S]*broken\.json/);
  });
});
