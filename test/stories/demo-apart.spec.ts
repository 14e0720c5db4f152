// The made-up traffic driven from a process of its own: the operator pauses it and goes on with it on the same page as ever, and nobody else does.
import { freePort, startProcess, type RunningProcess } from '#platform';
import { halland90, registerAfter } from '#simulator';
import { startDemo } from '../../apps/all/demo.ts';
import { keepRegister } from '../../apps/all/demo-register.ts';
import { KEY, RunningSluss, TOKEN } from '../running.ts';

jest.setTimeout(120_000);

describe('a demo that runs elsewhere', () => {
  let sluss: RunningSluss;
  let apart: RunningProcess;
  let halt: (() => Promise<void>) | null = null;
  let address: string;
  beforeAll(async () => {
    const port = String(await freePort());
    address = `http://127.0.0.1:${port}`;
    sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z', { SLUSS_UPSTREAMS: `demo=${address}` });
    const env = { DATABASE_URL: sluss.process.config.databaseUrl!, SLUSS_TOKEN: TOKEN, SLUSS_KEY: KEY, SLUSS_LOG: 'error', PORT: port };
    apart = await startProcess([], { env, clock: sluss.clock });
  });
  afterAll(async () => {
    await halt?.();
    await apart?.close();
    await sluss.stop();
  });

  const turn = async (running: boolean, as = 'operator') => (await sluss.ask('POST', 'demo', { running }, { as })).status;
  const straight = async (headers: Record<string, string>) => {
    const asked = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{"running":false}' };
    return (await fetch(`${address}/api/v1/operator/part/demo`, asked)).status;
  };

  it('is not there before anybody drives it, and the page says so', async () => {
    expect(await sluss.get('operator')).toMatchObject({ demo: null, silent: [] });
    expect(await turn(false)).toBe(503);
    expect(await straight({ authorization: `Bearer ${TOKEN}` })).toBe(404);
  });

  it('shows on the operator’s page once it runs, is paused there, and goes on', async () => {
    await keepRegister(apart, registerAfter([], '1', halland90));
    halt = await startDemo(apart, { apiUrl: `${sluss.process.url}/api/v1`, mllp: { host: '127.0.0.1', port: sluss.mllpPort } });
    expect((await sluss.get('operator')).demo).toEqual({ running: true, speed: 12 });
    expect(await turn(false)).toBe(200);
    expect((await sluss.get('operator')).demo).toEqual({ running: false, speed: 12 });
    expect(await turn(true)).toBe(200);
    expect((await sluss.get('operator')).demo).toEqual({ running: true, speed: 12 });
  });

  it('is turned by nobody else, through the gateway or past it', async () => {
    expect(await turn(false, 'samordnare')).toBe(403);
    expect(await turn(false, 'chef')).toBe(403);
    expect(await straight({})).toBe(401);
    expect(await straight({ authorization: `Bearer ${TOKEN}x` })).toBe(401);
    expect((await sluss.get('operator')).demo).toMatchObject({ running: true });
    expect(await straight({ authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect((await sluss.get('operator')).demo).toMatchObject({ running: false });
  });

  it('is named when its process is gone, and cannot be turned then', async () => {
    await halt?.();
    halt = null;
    await apart.close();
    expect(await sluss.get('operator')).toMatchObject({ demo: null, silent: ['demo'] });
    expect(await turn(false)).toBe(503);
  });
});

describe('without a demo', () => {
  let sluss: RunningSluss;
  beforeAll(async () => (sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z', { SLUSS_DEMO: 'off' })));
  afterAll(() => sluss.stop());

  it('there is nothing to turn', async () => {
    expect(await sluss.get('operator')).toMatchObject({ demo: null, silent: [] });
    expect((await sluss.ask('POST', 'demo', { running: false })).status).toBe(404);
  });
});
