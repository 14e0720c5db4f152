// `migrate up` brings a database to this version; `migrate status` tells what that would do. Both see the migrations of all roles.
import { migrationState, migrateUp as up } from '#platform';
import { type Command, DONE, FAILED } from './command.ts';
import { onDatabase } from './database.ts';

export const PENDING = 3;
export const TOO_NEW = 4;

export const migrateStatus: Command = {
  name: 'migrate status',
  summary: `What the database has had and what is pending. Exit code 0: in step; ${PENDING}: pending; ${TOO_NEW}: this version may not run on it`,
  run: ({ env, say }) =>
    onDatabase(env, async ({ dataSource }) => {
      const { applied, pending, newer, contracted } = await migrationState(dataSource);
      say(`${applied.length} migrations done, ${pending.length} pending`);
      for (const name of pending) say(`pending  ${name}`);
      for (const name of newer)
        say(contracted.includes(name) ? `taken away by a newer version  ${name}` : `added by a newer version  ${name}`);
      if (contracted.length > 0) return TOO_NEW;
      return pending.length > 0 ? PENDING : DONE;
    }),
};

export const migrateUp: Command = {
  name: 'migrate up',
  summary: 'Brings the database to this version, under a lock: several may be started at once. Run it before the services of a new version',
  run: ({ env, say }) =>
    onDatabase(env, async ({ dataSource }) => {
      const { contracted } = await migrationState(dataSource);
      if (contracted.length > 0) {
        say(`the database is newer than this version of Sluss: ${contracted.join(', ')}`);
        return FAILED;
      }
      const done = await up(dataSource);
      for (const name of done) say(`done  ${name}`);
      say(done.length > 0 ? `${done.length} migrations done` : 'nothing to do');
      return DONE;
    }),
};
