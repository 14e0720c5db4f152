// The whole demo against a product that only listens: what is said when, what a pause stops, and what is kept.
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { FixedClock } from '#testing';
import { STORY_MUNICIPALITY, storyPerson, storyVisit } from '../history/staging.ts';
import { LiveDriver } from './driver.ts';
import type { Register } from './hospital-register.ts';

async function product() {
  const heard: string[] = [];
  const asked: string[] = [];
  const http = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{"items":[]}'));
  });
  const mllp = createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard.push(chunk.toString('latin1'));
      socket.write('\x0bMSH|^~\\&|SLUSS\rMSA|AA|1\r\x1c\r');
    });
  });
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
  await new Promise<void>((ready) => mllp.listen(0, '127.0.0.1', ready));
  const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
  return {
    heard,
    asked,
    url: `http://127.0.0.1:${port(http)}/api/v1`,
    mllpPort: port(mllp),
    close: () => {
      http.closeAllConnections();
      http.close();
      mllp.close();
    },
  };
}

const sigrid = (): Register => ({
  patients: [
    {
      visit: storyVisit,
      person: storyPerson,
      facility: 'HSH',
      location: { facility: 'HSH', unit: 'HSH-AVD11', sourceUnit: null, bed: '4:2' },
      admittedAt: Date.parse('2026-11-16T08:00:00Z'),
      need: 'short-term',
      needs: [],
      readyAt: null,
      plan: [],
    },
  ],
  late: [],
  lived: 0,
  storyTold: false,
  admissions: 0,
  messages: 0,
});

let there: Awaited<ReturnType<typeof product>>;
beforeEach(async () => {
  there = await product();
});
afterEach(() => there.close());

function demo(register = sigrid()) {
  const clock = new FixedClock('2026-11-24T09:00:00Z');
  const kept: Register[] = [];
  const driver = new LiveDriver({
    seed: '1',
    clock,
    pace: 1,
    apiUrl: there.url,
    token: 'token',
    mllp: { host: '127.0.0.1', port: there.mllpPort },
    register,
    keep: (lived) => kept.push(lived),
    journeyOf: (visit) => visit.value,
  });
  const beats = async (seconds: number) => {
    for (let at = 0; at < seconds; at += 2) {
      clock.advance(2000);
      await driver.beat();
    }
  };
  return { driver, beats, register, kept };
}
const ready = () => there.heard.filter((text) => text.includes('\rZUK|UK|'));

describe('the live demo', () => {
  it('says half a minute after the start that Sigrid is ready, once, and not again after a restart', async () => {
    const { driver, beats, register, kept } = demo();
    await beats(26);
    expect(ready()).toEqual([]);
    await beats(4);
    expect(ready()).toEqual([expect.stringContaining(`|KORT||${STORY_MUNICIPALITY}`)]);
    await driver.stop();
    expect(kept.at(-1)).toMatchObject({ storyTold: true });
    const again = demo(JSON.parse(JSON.stringify(register)) as Register);
    await again.beats(60);
    await again.driver.stop();
    expect(ready()).toHaveLength(1);
  });

  it('stands still while it is paused, and goes on where it was', async () => {
    const { driver, beats, register } = demo();
    driver.pause();
    await beats(60);
    expect([ready(), there.asked, register.lived]).toEqual([[], [], 0]);
    driver.resume();
    await beats(30);
    expect(ready()).toHaveLength(1);
    await driver.stop();
  });

  it('looks at all six municipalities within the first minute', async () => {
    const { driver, beats } = demo();
    await beats(60);
    await driver.stop();
    const looked = new Set(there.asked.flatMap((line) => /state=waiting&municipality=(\d{4})/.exec(line)?.[1] ?? []));
    expect([...looked].toSorted()).toEqual(['1315', '1380', '1381', '1382', '1383', '1384']);
  });
});
