// The placing desk of Falkenberg, against an HTTP server that says what the product would and notes what is asked of it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY } from '../calendar.ts';
import { halland90 } from '../parameters.ts';
import { randomFrom } from '../random.ts';
import { ApiClient } from './api-client.ts';
import { MunicipalAgent } from './municipal-agent.ts';

const LONG = 1000 * DAY;
const PLACE = 'kobo-1382-ekbacken:3';
const open = { requestId: 'r1', status: 'open', revision: 4, placeId: null };
const inHospital = {
  journeyId: 'j1',
  leg: { kind: 'inpatient', unit: 'HSH-AVD11' },
  target: 'short-term',
  readySince: '2026-11-20T09:00:00Z',
};

let server: Server;
let answers: Record<string, unknown>;
let asked: string[];
let gone: string[];
let told: string[];

beforeEach(async () => {
  answers = {};
  asked = [];
  gone = [];
  told = [];
  server = createServer((request, response) => {
    const [path, query] = request.url!.slice('/api/v1'.length).split('?');
    const state = new URLSearchParams(query).get('state');
    if (request.method === 'POST') asked.push(`${path} ${request.headers['if-match'] ?? ''}`.trim());
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answers[state ? `${path} ${state}` : path!] ?? { items: [] }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(() => new Promise((closed) => server.close(closed)));

const desk = () =>
  new MunicipalAgent({
    api: new ApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`, 'token'),
    random: randomFrom('desk'),
    parameters: { ...halland90, declinedShare: 0 },
    code: '1382',
    share: 0.145,
    now: () => Date.parse('2026-11-24T09:00:00Z'),
    letGo: async (journeyId) => Boolean(gone.push(journeyId)),
    tell: async (type) => void told.push(type),
  });
const waits = (request: object | null, over: object = {}) => {
  answers['/journeys waiting'] = { items: [{ ...inHospital, request, ...over }] };
  answers['/journeys/j1/match'] = { request, options: [{ hindrance: null, place: { placeId: PLACE, municipality: '1382' } }] };
};

describe('the placing desk', () => {
  it('holds a place for who has waited, given time, and goes on with what it held itself', async () => {
    const agent = desk();
    waits(open);
    await agent.round(0, false);
    expect(asked).toEqual([]);
    await agent.round(LONG, false);
    expect(asked).toEqual(['/requests/r1/hold "4"']);
    waits({ ...open, status: 'held', placeId: PLACE, revision: 5 });
    await agent.round(LONG, false);
    waits({ ...open, status: 'offered', placeId: PLACE, revision: 6 });
    await agent.round(LONG, false);
    expect(asked.slice(1)).toEqual(['/requests/r1/offer "5"', '/requests/r1/accept "6"']);
  });

  it('leaves alone what a person at a screen has held', async () => {
    const agent = desk();
    await agent.round(0, false);
    waits({ ...open, status: 'held', placeId: PLACE });
    await agent.round(LONG, false);
    expect(asked).toEqual([]);
  });

  it('places nobody while it is left to whoever opened the demo, but carries out at once what was agreed', async () => {
    const agent = desk();
    waits(open);
    await agent.round(LONG, true);
    expect([asked, gone]).toEqual([[], []]);
    waits({ ...open, status: 'accepted', placeId: PLACE });
    await agent.round(0, true);
    expect(gone).toEqual(['j1']);
    answers['/journeys waiting'] = { items: [] };
    answers['/journeys in-transfer'] = { items: [{ ...inHospital, request: null }] };
    answers['/journeys/j1/match'] = { request: { ...open, status: 'accepted', placeId: PLACE, revision: 7 }, options: [] };
    await agent.round(0, true);
    expect(asked).toEqual(['/requests/r1/move-in "7"']);
  });

  it('lets a resident go home when home care can begin, and not while it stands still', async () => {
    const agent = desk();
    waits(null, { leg: { kind: 'short-term', unit: 'kobo-1382-ekbacken' }, target: 'home-with-care' });
    answers['/units/kobo-1382-ekbacken'] = { placeList: [{ placeId: PLACE, journeyId: 'j1', revision: 9, status: 'occupied' }] };
    await agent.round(LONG, true);
    expect([asked, told]).toEqual([[], []]);
    await agent.round(LONG, false);
    expect([asked, told]).toEqual([[`/places/${PLACE}/vacate "9"`], ['LegStarted']]);
  });
});
