// What each role's database login may do, and no more: its own schema, and of what is shared the tables and columns that its code touches.
// Pure: statements out of tables. That they are enough is shown by a test in which every role works under its own login, that they are not too much by another.
import { type Role, roles } from '#eventing';

export interface LoginNames {
  readonly prefix: string;
  readonly bus: 'postgres' | 'kafka';
}

export const loginOf = (role: Role, { prefix }: LoginNames): string => `${prefix}_${role}`;

const all = 'select, insert, update, delete';

/** Every process enters the policy it found, under a lock of the table (which takes the right to update it), and knows which sessions were ended. */
const everyRole = ['select, insert, update on platform.policy', 'select on platform.ended_session'];

/** Beside its own schema. Names and numbers are opened by intake, which stores them, and the gateway, which shows and erases them; nobody else can read the vault. */
const shared: Readonly<Record<Role, readonly string[]>> = {
  intake: [
    'select, insert, update on persons.person',
    'select, insert, update on persons.identifier',
    'select, insert, delete on persons.word',
    `${all} on platform.idempotency`,
  ],
  flow: [],
  // Writes down whom it showed, linked to the row before, and cannot read who has read what.
  placement: ['insert, select (id, hash) on persons.access_log', `${all} on platform.idempotency`],
  alerting: [`${all} on platform.idempotency`],
  gateway: [
    'select, update (wrapped_key, sealed, erased_at) on persons.person',
    'select, delete on persons.identifier',
    'select, delete on persons.word',
    'select, insert on persons.access_log',
    `${all} on platform.idempotency`,
    'execute on function intake.forget_raw(text[])',
    'insert, delete on platform.ended_session',
  ],
};

/** The gateway looks after what all have stored: it holds every event against its chain, and clears what has had its time. */
const upkeep = [
  ...roles
    .filter((role) => role !== 'gateway')
    .flatMap((role) => [
      `select on ${role}.event`,
      `select on ${role}.stream`,
      `select on ${role}.consumer_offset`,
      `select, delete on ${role}.inbox`,
      `select, delete on ${role}.dead_letter`,
    ]),
  'select, delete on alerting.delivery',
  'select, delete on bus.log',
  'select, insert, update on bus.log_floor',
];

/** The log in the database belongs to all who use it; with another bus to nobody. */
const busGrants = ['select, insert on bus.log', 'select, insert, update on bus.log_head'];

const schemas = [...roles, 'persons', 'platform', 'bus', 'public'];

/** For a login that exists. Repeating them changes nothing; what an earlier version granted and this one does not is taken back. */
export function grantsOf(role: Role, names: LoginNames): string[] {
  const login = loginOf(role, names);
  const grants = [...everyRole, ...shared[role], ...(role === 'gateway' ? upkeep : []), ...(names.bus === 'postgres' ? busGrants : [])];
  const foreign = [...new Set(grants.map((grant) => / on (?:function )?(\w+)\./.exec(grant)![1]!))].filter((schema) => schema !== role);
  return [
    ...schemas.flatMap((schema) => [
      `revoke all on all tables in schema ${schema} from ${login}`,
      `revoke all on schema ${schema} from ${login}`,
    ]),
    ...[role, ...foreign, 'public'].map((schema) => `grant usage on schema ${schema} to ${login}`),
    `grant ${all} on all tables in schema ${role} to ${login}`,
    // What has happened is never changed: not even by whoever gets hold of this login.
    `revoke update, delete on ${role}.event from ${login}`,
    `grant usage on all sequences in schema ${role} to ${login}`,
    `alter default privileges in schema ${role} grant ${all} on tables to ${login}`,
    `alter default privileges in schema ${role} grant usage on sequences to ${login}`,
    `grant select on public.sluss_migrations to ${login}`,
    ...grants.map((grant) => `grant ${grant} to ${login}`),
  ];
}
