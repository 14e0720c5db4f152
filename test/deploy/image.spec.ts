// What the Dockerfile says holds without an engine: what it copies is there, its command starts every role, its health check tells well from not well,
// and nobody's secrets go into it.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roles } from '#platform';
import { RunningSluss } from '../running.ts';
import { root } from '../built.ts';

jest.setTimeout(60_000);

const text = (name: string) => readFileSync(join(root, name), 'utf8');
const steps = text('docker/Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line !== '');
const of = (step: string) => steps.filter((line) => line.startsWith(`${step} `)).map((line) => line.slice(step.length + 1));
const ignored = text('.dockerignore').trim().split('\n');
const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };

it('what is copied is in the tree and let through, or made by the build', () => {
  const made = ['node_modules', 'dist'];
  const missing = (source: string) => !made.includes(source) && !existsSync(join(root, source));
  const copied = of('COPY').map((line) =>
    line
      .split(' ')
      .filter((word) => !word.startsWith('--'))
      .slice(0, -1),
  );
  const own = copied.flat().map((source) => source.replace(/^\/sluss\//, ''));
  expect(own).toEqual(expect.arrayContaining(['package-lock.json', 'dist', 'policies', 'apps/intake/mappings']));
  expect(own.filter(missing)).toEqual([]);
  expect(own.filter((source) => ignored.includes(source) && !made.includes(source))).toEqual([]);
  expect(missing('polices')).toBe(true);
  for (const [, script] of of('RUN')
    .join(' ')
    .matchAll(/npm run -s (\S+)/g))
    expect(scripts).toHaveProperty(script!);
});

it('the command starts whatever role is named', () => {
  const [command] = of('CMD');
  expect(JSON.parse(command!)).toEqual(['sh', '-c', 'exec node --enable-source-maps dist/apps/$ROLE/main.js']);
  const main = (role: string) => existsSync(join(root, 'apps', role, 'main.ts'));
  expect(['all', ...roles].filter((role) => !main(role))).toEqual([]);
  expect(main('insight')).toBe(false);
});

it('settings with secrets in them stay out of the build and out of the repository', () => {
  expect(text('docker/compose.yml')).toContain('docker/.env');
  expect(ignored).toEqual(expect.arrayContaining(['**/.env', '.sluss', '.git']));
  expect(text('.gitignore').split('\n')).toContain('.env');
});

it('the health check is content with a product that is ready, and not with one that is gone', async () => {
  const check = JSON.parse(/CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0]!)![1]!) as string[];
  const checked = (port: string) =>
    new Promise<number>((resolve) => {
      execFile(process.execPath, check.slice(1), { env: { PORT: port } }, (error) => resolve(error ? Number(error.code) : 0));
    });
  expect(check[0]).toBe('node');
  const sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
  const { port } = new URL(sluss.process.url);
  expect(await checked(port)).toBe(0);
  await sluss.stop();
  expect(await checked(port)).toBe(1);
});
