// `logins`: one database login per role with exactly what its code needs. Passwords are made here, told once, and reach the server as SCRAM verifiers:
// they stand in no log of it.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { type Role, roles } from '#eventing';
import { settings } from '#platform';
import type { DataSource } from 'typeorm';
import { type Asked, type Command, DONE } from './command.ts';
import { onDatabase } from './database.ts';
import { grantsOf, loginOf, type LoginNames } from './grants.ts';

export const logins: Command = {
  name: 'logins',
  summary:
    'Makes a least-privileged database login per role and prints its DATABASE_URL once; --print only shows the SQL. Run it again after `migrate up`',
  options: { print: { type: 'boolean' }, prefix: { type: 'string' }, rotate: { type: 'boolean' } },
  run: ({ options, env, say }) => {
    const names = namesOf(options, env);
    if (options.print) {
      say('-- give each login a password of its own, for instance with \\password in psql');
      for (const role of roles) for (const sql of [`create role ${loginOf(role, names)} login`, ...grantsOf(role, names)]) say(`${sql};`);
      return Promise.resolve(DONE);
    }
    return onDatabase(env, async ({ dataSource, url }) => {
      for (const role of roles) say(await make(dataSource, url, role, names, options.rotate === true));
      return DONE;
    });
  },
};

function namesOf({ prefix = 'sluss' }: Asked['options'], env: Asked['env']): LoginNames {
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(String(prefix))) throw new Error('--prefix: must be small letters, digits and underscores');
  return { prefix: String(prefix), bus: settings.BUS.parse(env.BUS) };
}

/** All or nothing per role. */
function make(dataSource: DataSource, url: string, role: Role, names: LoginNames, rotate: boolean): Promise<string> {
  const login = loginOf(role, names);
  return dataSource.transaction(async (em) => {
    const [{ known }] = await em.query('select exists (select from pg_roles where rolname = $1) as known', [login]);
    const password = known && !rotate ? null : randomBytes(24).toString('base64url');
    if (!known) await em.query(`create role ${login} login nosuperuser nocreatedb nocreaterole noreplication`);
    if (password !== null) await em.query(`alter role ${login} password '${verifierOf(password)}'`);
    for (const sql of grantsOf(role, names)) await em.query(sql);
    return password === null ? `${role}: ${login} keeps its password` : `${role}: DATABASE_URL=${withLogin(url, login, password)}`;
  });
}

function withLogin(url: string, login: string, password: string): string {
  const own = new URL(url);
  own.username = login;
  own.password = password;
  return own.href;
}

/** As PostgreSQL itself would store it: RFC 5802 with SHA-256. */
function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const mac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(mac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$${stored}:${mac('Server Key').toString('base64')}`;
}
