// Settings come from the environment, are parsed once, and are refused together: one line per fault, each with its name and what to do.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { systemClock } from './clock.ts';
import { kafkaFaults, kafkaOf, kafkaSettings, type KafkaConfig } from './config-kafka.ts';
import { wholeNumber } from './config-shapes.ts';
import { deriveKey } from './keys/keys.ts';
import { readTls, type TlsPaths } from './tls-files.ts';

export const CONFIG = Symbol('Config');
export const roles = ['intake', 'flow', 'placement', 'alerting', 'gateway'] as const;
export type Role = (typeof roles)[number];
/** What a gateway may find at an address of its own. */
export type Upstream = Role | 'demo';

const port = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65535, 'must be a port number from 0 to 65535')
    .transform(Number);

/** Every setting Sluss reads. An unknown SLUSS_* name is refused with the nearest known one. */
export const settings = {
  PORT: port(3000),
  MLLP_PORT: port(2575),
  /** PEM files. With them MLLP speaks TLS only, and senders show certificates of their own. */
  MLLP_TLS_CERT: z.string().optional(),
  MLLP_TLS_KEY: z.string().optional(),
  MLLP_TLS_CA: z.string().optional(),
  /** MLLP without TLS on another address than loopback: for a closed network. */
  MLLP_PLAIN: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  /** Address the HTTP and MLLP listeners bind to. */
  SLUSS_HOST: z.string().default('127.0.0.1'),
  SLUSS_DATA: z.string().min(1).default('.sluss'),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\/[^/]+\/.+/.test(text), 'must be like postgres://user:password@host:5432/database')
    .optional(),
  SLUSS_DEMO: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  SLUSS_DEMO_SEED: wholeNumber(1, 0, 2 ** 31),
  SLUSS_DEMO_SPEED: wholeNumber(1, 1, 3600),
  SLUSS_TOKEN: z
    .string()
    .refine((text) => text.length >= 32, 'must be at least 32 characters; make one with `openssl rand -base64 32`')
    .refine(
      (text) => !/change.?me|example|secret-token|0{16}|x{16}/i.test(text),
      'is an example value; make your own with `openssl rand -base64 32`',
    )
    .optional(),
  SLUSS_KEY: z
    .string()
    .refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text), 'must be 32 bytes in base64; make one with `openssl rand -base64 32`')
    .optional(),
  BUS: z.enum(['postgres', 'kafka'], { error: 'must be postgres or kafka' }).default('postgres'),
  ...kafkaSettings,
  /** Signs events between services; made from SLUSS_KEY when left out. */
  SLUSS_EVENT_KEY: z
    .string()
    .refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text), 'must be 32 bytes in base64; make one with `openssl rand -base64 32`')
    .optional(),
  /** `off`: a service with a login of its own leaves migrating to `sluss migrate up`. */
  SLUSS_MIGRATE: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  /** Where the other roles answer, when they run as processes of their own: `intake=http://intake:3000,placement=...`. */
  SLUSS_UPSTREAMS: z
    .string()
    .refine(
      (text) =>
        text
          .split(',')
          .every((part) => part.trim() === '' || /^\s*(intake|flow|placement|alerting|demo)\s*=\s*https?:\/\/[^\s,/]+\/?\s*$/.test(part)),
      'must be like intake=http://intake:3000,placement=http://placement:3000',
    )
    .default(''),
  SLUSS_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  SLUSS_RAW_DAYS: wholeNumber(30, 1, 3650),
  SLUSS_MAPPINGS: z.string().optional(),
  SLUSS_POLICY: z.string().optional(),
  SLUSS_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default('sluss@localhost'),
  /** Comma-separated: `manager=chef@example.org, placement-1382=...`. */
  MAIL_TO: z
    .string()
    .refine(
      (text) => text.split(',').every((part) => part.trim() === '' || /^\s*[a-z]+(-\d{4})?\s*=\s*[^\s@,;<>]+@[^\s@,;<>]+\s*$/.test(part)),
      'must be like manager=a@b.se, placement-1382=c@d.se',
    )
    .default(''),
  WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  WEBHOOK_SECRET: z
    .string()
    .refine((text) => /^whsec_[A-Za-z0-9+/=]{32,88}$/.test(text), 'must be whsec_ and 24 to 64 bytes in base64')
    .optional(),
  /** Secrets by the name a policy calls them: `drift=whsec_..., chef=whsec_...`. */
  WEBHOOK_SECRETS: z
    .string()
    .refine(
      (text) => text.split(',').every((part) => /^\s*[a-z0-9-]{1,40}\s*=\s*whsec_[A-Za-z0-9+/=]{32,88}\s*$/.test(part)),
      'must be like drift=whsec_..., chef=whsec_..., each with 24 to 64 bytes in base64',
    )
    .optional(),
  /** Allows webhooks to loopback over http, for trying things out. */
  SLUSS_WEBHOOK_LOOPBACK: z.enum(['on', 'off']).default('off'),
} as const;

export interface Config {
  readonly port: number;
  readonly mllpPort: number;
  readonly mllpTls: TlsPaths | null;
  readonly mllpPlain: boolean;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly demo: boolean;
  readonly demoSeed: number;
  readonly demoSpeed: number;
  readonly token: string | null;
  readonly masterKey: Buffer;
  readonly bus: 'postgres' | 'kafka';
  /** Null unless the bus is Kafka. */
  readonly kafka: KafkaConfig | null;
  readonly eventKey: Buffer;
  readonly migrate: boolean;
  /** Addresses of the roles that run elsewhere, and of what drives the demo when that does. */
  readonly upstreams: ReadonlyMap<Upstream, string>;
  readonly logLevel: string;
  readonly rawDays: number;
  readonly mappingsDir: string | null;
  readonly policyDir: string | null;
  readonly publicUrl: string;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly mailTo: string;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  /** Of WEBHOOK_SECRETS by name, and WEBHOOK_SECRET by no name. */
  readonly webhookSecrets: ReadonlyMap<string, string>;
  readonly webhookLoopback: boolean;
}

export class ConfigError extends Error {
  constructor(readonly faults: readonly { name: string; fault: string }[]) {
    super(`Sluss cannot start, these settings are wrong:\n${faults.map((f) => `  ${f.name}: ${f.fault}`).join('\n')}`);
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** Parses the environment. Makes the embedded default's key on first start. Throws ConfigError with every fault; never prints a value. */
export function readConfig(env: Env, now: Date = systemClock.now()): Config {
  const faults: { name: string; fault: string }[] = [];
  const given = Object.fromEntries(Object.keys(settings).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  for (const [name, value] of Object.entries(given)) {
    if (value!.trim() === '') faults.push({ name, fault: 'is empty; give a value or leave it out' });
  }
  for (const name of Object.keys(env).filter(
    (n) => /^(SLUSS|MLLP_TLS|WEBHOOK)_/.test(n) && !(n in settings) && !n.startsWith('SLUSS_TEST_'),
  )) {
    faults.push({ name, fault: `is not a setting; did you mean ${nearest(name, Object.keys(settings))}?` });
  }
  const parsed = z.object(settings).safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (!faults.some((f) => f.name === name)) faults.push({ name, fault: issue.message });
  }
  const value = parsed.data;
  if (value?.DATABASE_URL && !value.SLUSS_KEY)
    faults.push({
      name: 'SLUSS_KEY',
      fault: 'is required when DATABASE_URL is set; make one with `openssl rand -base64 32` and keep it safe',
    });
  if (value?.WEBHOOK_URL && !value.WEBHOOK_SECRET) faults.push({ name: 'WEBHOOK_SECRET', fault: 'is required when WEBHOOK_URL is set' });
  if (value?.SLUSS_DEMO === 'off' && /(^|,)\s*demo\s*=/.test(value.SLUSS_UPSTREAMS))
    faults.push({ name: 'SLUSS_UPSTREAMS', fault: 'names a demo though SLUSS_DEMO is off' });
  if (value) faults.push(...kafkaFaults(value));
  if (value && value.PORT !== 0 && value.PORT === value.MLLP_PORT) faults.push({ name: 'MLLP_PORT', fault: 'is the same as PORT' });
  const mllpTls = value ? tlsOf(value, now, faults) : null;
  if (faults.length || !value) throw new ConfigError(faults);

  const dataDir = resolve(value.SLUSS_DATA);
  const masterKey = Buffer.from(value.SLUSS_KEY ?? keptSecret(dataDir, 'key'), 'base64');
  return {
    port: value.PORT,
    mllpPort: value.MLLP_PORT,
    mllpTls,
    mllpPlain: value.MLLP_PLAIN === 'on',
    host: value.SLUSS_HOST,
    dataDir,
    databaseUrl: value.DATABASE_URL ?? null,
    demo: value.SLUSS_DEMO === 'on',
    demoSeed: value.SLUSS_DEMO_SEED,
    demoSpeed: value.SLUSS_DEMO_SPEED,
    token: value.SLUSS_TOKEN ?? (value.DATABASE_URL ? null : keptSecret(dataDir, 'token')),
    masterKey,
    bus: value.BUS,
    kafka: value.BUS === 'kafka' ? kafkaOf(value) : null,
    eventKey: value.SLUSS_EVENT_KEY ? Buffer.from(value.SLUSS_EVENT_KEY, 'base64') : deriveKey(masterKey, 'events'),
    migrate: value.SLUSS_MIGRATE === 'on',
    upstreams: new Map(
      value.SLUSS_UPSTREAMS.split(',').flatMap((part) => {
        const [role, url] = part.split('=').map((text) => text.trim());
        return url ? [[role as Upstream, url.replace(/\/$/, '')] as const] : [];
      }),
    ),
    logLevel: value.SLUSS_LOG,
    rawDays: value.SLUSS_RAW_DAYS,
    mappingsDir: value.SLUSS_MAPPINGS ?? null,
    policyDir: value.SLUSS_POLICY ?? null,
    publicUrl: value.SLUSS_PUBLIC_URL ?? `http://localhost:${value.PORT}`,
    smtpUrl: value.SMTP_URL ?? null,
    mailFrom: value.MAIL_FROM,
    mailTo: value.MAIL_TO,
    webhook: value.WEBHOOK_URL ? { url: value.WEBHOOK_URL, secret: value.WEBHOOK_SECRET! } : null,
    webhookSecrets: new Map([
      ...(value.WEBHOOK_SECRET ? [['', value.WEBHOOK_SECRET] as const] : []),
      ...(value.WEBHOOK_SECRETS?.split(',') ?? []).map((part) => {
        const [name, secret] = part.split(/=(.*)/s).map((text) => text.trim());
        return [name!, secret!] as const;
      }),
    ]),
    webhookLoopback: value.SLUSS_WEBHOOK_LOOPBACK === 'on',
  };
}

type Settings = z.infer<z.ZodObject<typeof settings>>;

/** All three or none. The made-up hospitals have no certificates. */
function tlsOf(value: Settings, now: Date, faults: { name: string; fault: string }[]): TlsPaths | null {
  const { MLLP_TLS_CERT: cert, MLLP_TLS_KEY: key, MLLP_TLS_CA: ca } = value;
  if (cert === undefined && key === undefined && ca === undefined) return null;
  if (cert === undefined || key === undefined || ca === undefined) {
    for (const [name, path] of Object.entries({ MLLP_TLS_CERT: cert, MLLP_TLS_KEY: key, MLLP_TLS_CA: ca }))
      if (path === undefined) faults.push({ name, fault: 'is required beside the other MLLP_TLS settings' });
    return null;
  }
  if (value.SLUSS_DEMO === 'on')
    faults.push({ name: 'SLUSS_DEMO', fault: 'is on, but the made-up hospitals speak MLLP without TLS; set it to off' });
  const read = readTls('MLLP_TLS', { cert, key, ca }, now);
  if ('faults' in read) faults.push(...read.faults);
  return { cert, key, ca };
}

/** A secret of the embedded default: made once, readable by its owner alone. */
function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  try {
    if (!existsSync(file)) {
      // Not `recursive`: on file systems that refuse folders (such as /proc) Node then tries for ever.
      if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 });
      writeWhole(file, randomBytes(32).toString('base64'));
    }
    if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= 32) return secret;
  } catch (error) {
    throw new ConfigError([
      {
        name: 'SLUSS_DATA',
        fault: `cannot write to the folder (${(error as NodeJS.ErrnoException).code}); give a folder that can be written, in a folder that exists`,
      },
    ]);
  }
  throw new ConfigError([
    {
      name: 'SLUSS_DATA',
      fault: `its file ${name} is damaged; restore it from a backup, or remove it if nothing has been stored with it yet`,
    },
  ]);
}

/** A disk that is full must not leave half a secret behind: the next start would take it for a whole one. */
function writeWhole(file: string, text: string) {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(file, { force: true });
    throw error;
  }
}

/** The known name with the fewest single-letter edits from `name`. */
export function nearest(name: string, known: readonly string[]): string {
  const distance = (a: string, b: string) => {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      row = next;
    }
    return row[b.length]!;
  };
  return [...known].sort((a, b) => distance(name, a) - distance(name, b))[0]!;
}
