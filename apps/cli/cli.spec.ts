// The commands as an administrator calls them: what they do, what they say, and their exit codes.
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#testing';
import { settings } from '#platform';
import { runCli } from './cli.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase([]);
});
afterAll(() => db.drop());

async function sluss(call: string, env: Record<string, string> = { DATABASE_URL: db.url }) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCli(call.split(' '), env, { say: (line) => said.push(line), complain: (line) => complained.push(line) });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

describe('a call', () => {
  it('that is none gets the usage, with every command in it', async () => {
    for (const call of ['', 'fly', 'migrate', 'events']) {
      const { code, complained } = await sluss(call);
      expect(code).toBe(2);
      expect(complained).toMatch(
        /^Usage[\s\S]*sluss migrate up[\s\S]*sluss logins \[--print\][\s\S]*sluss events refill[\s\S]*sluss config print/,
      );
    }
    expect(await sluss('--help')).toMatchObject({ code: 0, complained: '' });
  });

  it('with an option that there is not is a wrong call, and does nothing', async () => {
    expect(await sluss('migrate up --force')).toMatchObject({ code: 2, said: '', complained: expect.stringContaining('--force') });
  });

  it('on a database that does not answer says so in one line, without the password', async () => {
    const { code, complained } = await sluss('migrate status', { DATABASE_URL: 'postgres://sluss:secret-4711@127.0.0.1:1/sluss' });
    expect(code).toBe(1);
    expect(complained).toMatch(/^DATABASE_URL: cannot connect to the database \(ECONNREFUSED\)/);
    expect(complained).not.toContain('secret-4711');
  });
});

describe('migrating', () => {
  it('an empty database: all is pending, then done, then in step', async () => {
    const before = await sluss('migrate status');
    expect(before).toMatchObject({ code: 3, said: expect.stringMatching(/^0 migrations done, \d+ pending\npending {2}/) });
    for (const name of ['Persons', 'EventingBus', 'EventingIntake', 'Flow', 'Placement', 'Alerting', 'GatewayReadModels'])
      expect(before.said).toContain(`pending  ${name}`);
    const done = await sluss('migrate up');
    expect(done).toMatchObject({ code: 0, said: expect.stringMatching(/done {2}Persons1[\s\S]*\d+ migrations done$/) });
    expect(await sluss('migrate up')).toMatchObject({ code: 0, said: 'nothing to do' });
    expect(await sluss('migrate status')).toMatchObject({ code: 0, said: expect.stringMatching(/^\d+ migrations done, 0 pending$/) });
  });

  it('what a newer version has added is told, and hinders nothing; what it has taken away does', async () => {
    const newer = (name: string) =>
      db.dataSource.query('insert into sluss_migrations (timestamp, name) values (9999999999999, $1)', [name]);
    await newer('FlowAdds9999999999999');
    expect(await sluss('migrate status')).toMatchObject({ code: 0, said: expect.stringContaining('added by a newer version  FlowAdds') });
    await newer('FlowContract9999999999999');
    expect(await sluss('migrate status')).toMatchObject({
      code: 4,
      said: expect.stringContaining('taken away by a newer version  FlowContract'),
    });
    expect(await sluss('migrate up')).toMatchObject({ code: 1, said: expect.stringContaining('FlowContract9999999999999') });
    await db.dataSource.query('delete from sluss_migrations where timestamp = 9999999999999');
  });
});

describe('logins', () => {
  const prefix = `t${process.pid}`;
  const asked = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query('select current_user as me, (select count(*)::int from intake.event) as events')).rows[0];
    } finally {
      await client.end();
    }
  };
  const urlOf = (said: string) => /^intake: DATABASE_URL=(\S+)$/m.exec(said)![1]!;

  afterAll(async () => {
    for (const role of ['intake', 'flow', 'placement', 'alerting', 'gateway'])
      await db.dataSource.query(`drop owned by ${prefix}_${role}; drop role ${prefix}_${role}`);
  });

  it('are made once, told once, and work; another password comes only when asked for', async () => {
    const { code, said } = await sluss(`logins --prefix ${prefix}`);
    expect(code).toBe(0);
    const url = urlOf(said);
    expect(await asked(url)).toEqual({ me: `${prefix}_intake`, events: 0 });
    expect(await sluss(`logins --prefix ${prefix}`)).toMatchObject({
      code: 0,
      said: expect.stringContaining(`${prefix}_intake keeps its password`),
    });
    expect(await asked(url)).toMatchObject({ me: `${prefix}_intake` });
    const fresh = urlOf((await sluss(`logins --prefix ${prefix} --rotate`)).said);
    await expect(asked(url)).rejects.toThrow(/password/);
    expect(await asked(fresh)).toMatchObject({ me: `${prefix}_intake` });
  });

  it('can be shown as SQL that makes the same logins, with no password in it', async () => {
    const { said } = await sluss(`logins --print --prefix ${prefix}`, {});
    expect(said).toContain(`create role ${prefix}_intake login;`);
    expect(said).not.toMatch(/password '/);
    const again = said.split('\n').filter((line) => !/^(--|create role)/.test(line));
    await db.dataSource.query(again.join('\n'));
  });

  it('of a set-up on Kafka do not reach the log in the database', async () => {
    expect((await sluss('logins --print', {})).said).toContain('on bus.log to sluss_flow');
    expect((await sluss('logins --print', { BUS: 'kafka' })).said).not.toContain('on bus.log to sluss_flow');
  });

  it('have plain names', async () => {
    expect(await sluss('logins --print --prefix x;drop')).toMatchObject({ code: 1, complained: expect.stringContaining('--prefix') });
  });
});

describe('the settings', () => {
  it('are printed with where they come from, and with no secret', async () => {
    const secret = 'S3cr3t-S3cr3t-S3cr3t-S3cr3t-S3cr3t-S3cr3t-S';
    const env = Object.fromEntries(
      Object.keys(settings).flatMap((name) => {
        if (/(KEY|TOKEN|SECRET|PASSWORD)$/.test(name)) return [[name, secret]];
        return name.endsWith('URL') ? [[name, `https://user:${secret}@example.org/x`]] : [];
      }),
    );
    const { said } = await sluss('config print --redacted', { ...env, PORT: '4000' });
    expect(said).toContain('PORT=4000\n');
    expect(said).toContain('MLLP_PORT=2575  (default)');
    expect(said).toContain('SLUSS_TOKEN=(not shown)');
    expect(said).toContain('@example.org/x');
    expect(said).not.toContain(secret);
  });

  it('that are wrong are told, all of them', async () => {
    const { code, said } = await sluss('config print', { PORT: 'x', SLUSS_RAW_DAYS: '0', DATABASE_URL: 'postgres://a@b/c' });
    expect(code).toBe(1);
    for (const name of ['PORT', 'SLUSS_RAW_DAYS']) expect(said).toMatch(new RegExp(`^ {2}${name}: must be`, 'm'));
  });
});
