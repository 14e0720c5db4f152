// A client that is not ours (kcat, a Debian package), as a foreign producer or consumer would use it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ForeignRecord {
  readonly key?: string;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition?: number;
  readonly compressed?: boolean;
}

const brokers = () => process.env.SLUSS_TEST_KAFKA!;

/** Answers what kcat says when the broker refuses; null when it was taken. */
export function produce(topic: string, { key, value, headers = {}, partition = 0, compressed = false }: ForeignRecord): string | null {
  const args = [
    '-P',
    '-b',
    brokers(),
    '-t',
    topic,
    '-p',
    String(partition),
    '-X',
    'message.max.bytes=200000000',
    '-X',
    'message.timeout.ms=15000',
  ];
  const empty = value === null || value.length === 0;
  if (empty) args.push('-K', ':');
  else if (key !== undefined) args.push('-k', key);
  if (value === null) args.push('-Z');
  if (compressed) args.push('-z', 'gzip');
  for (const [name, header] of Object.entries(headers)) args.push('-H', `${name}=${header}`);
  // A file is one record; one of nothing but a key can only be said in a line.
  const folder = mkdtempSync(join(tmpdir(), 'sluss-kcat-'));
  writeFileSync(join(folder, 'record'), value ?? '');
  const { status, stderr } = spawnSync(
    'kcat',
    empty ? args : [...args, join(folder, 'record')],
    empty
      ? {
          input: `${key}:
`,
        }
      : {},
  );
  rmSync(folder, { recursive: true });
  const said = stderr.toString('utf8');
  return status === 0 && !/ERROR|failed/i.test(said) ? null : said;
}

export interface Consumed {
  readonly key: string | null;
  readonly offset: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** Everything in a topic, from the beginning to the end. */
export function consume(topic: string, from = brokers()): Consumed[] {
  const text = execFileSync('kcat', ['-C', '-b', from, '-t', topic, '-o', 'beginning', '-e', '-q', '-J'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const {
        key,
        offset,
        headers = [],
        payload,
      } = JSON.parse(line) as { key: string | null; offset: number; headers?: string[]; payload: string };
      return { key, offset, value: payload, headers: Object.fromEntries(pairs(headers)) };
    });
}

const pairs = (list: readonly string[]): [string, string][] =>
  Array.from({ length: list.length / 2 }, (_, i) => [list[i * 2]!, list[i * 2 + 1]!]);
