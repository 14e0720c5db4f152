// What placement teams and those who answer alerts do at their screens, by what the screen showed a moment ago: sometimes that is no longer so, and
// sometimes two do it at once.
import type { PlaceView, RequestView } from '#contracts';
import { ProblemError } from '#platform';
import { hour } from '#domain';
import { AlertsController } from '../../apps/alerting/alerts.controller.ts';
import { PlacesController } from '../../apps/placement/places.controller.ts';
import { RequestsController } from '../../apps/placement/requests.controller.ts';
import { virtualClock } from './chance.ts';
import { operator, type World } from './world.ts';

type Act = () => Promise<unknown>;
interface Planned {
  readonly text: string;
  readonly act: Act;
}

export async function onRequests(world: World): Promise<string> {
  const { random } = world;
  const requests = await openRequests(world);
  if (requests.length === 0) return 'no request';
  const { text, act } = await onRequest(world, random.pick(requests));
  return `${text}: ${await outcome(act)}`;
}

export async function onPlaces(world: World): Promise<string> {
  const places = await placesOf(world);
  const { text, act } = onPlace(world, world.random.pick(places));
  return `${text}: ${await outcome(act)}`;
}

/** Several at once: the last place wanted by two, an offer accepted and declined, a hold that is used as it runs out. */
export async function atOnce(world: World): Promise<string> {
  const { random } = world;
  const requests = await openRequests(world);
  const waiting = requests.filter((r) => r.status === 'open');
  const free = (await placesOf(world)).filter((p) => p.status === 'free' && !p.closure);
  const planned: Planned[] = [];
  if (waiting.length > 1 && free.length > 0 && random.chance(0.85)) {
    const place = random.pick(free);
    const suited = waiting.filter((r) => r.kinds.includes(place.kind) && r.municipality === place.municipality);
    for (const request of (suited.length > 1 ? suited : waiting).slice(0, 3)) planned.push(hold(world, request, place.placeId));
  } else if (requests.length > 0) {
    const request = random.pick(requests);
    planned.push(await onRequest(world, request), await onRequest(world, request));
  }
  if (planned.length === 0) return 'nobody to be two';
  const outcomes = await Promise.all(planned.map(({ act }) => outcome(act)));
  return planned.map(({ text }, i) => `${text}: ${outcomes[i]}`).join(' | ');
}

export async function onAlerts(world: World): Promise<string> {
  const { random } = world;
  const rows: { view: { alertId: string; revision: number } }[] = await world.reader.query(
    'select view from alerting.alert where open order by alert_id',
  );
  if (rows.length === 0) return 'no alert';
  const { view } = random.pick(rows);
  const alerts = world.one('alerting').get(AlertsController);
  const until = new Date(virtualClock.now().getTime() + random.int(5 * 24) * hour + hour).toISOString();
  const input = (body: object) =>
    ({ asker: operator, params: { id: view.alertId }, ifMatch: seen(world, view.revision), body, query: {} }) as never;
  const what = random.pick(['acknowledge', 'unacknowledge', 'snooze', 'escalate', 'assign', 'note', 'silence'] as const);
  const acts: Record<typeof what, Act> = {
    acknowledge: () => alerts.acknowledge(input({})),
    unacknowledge: () => alerts.unacknowledge(input({})),
    snooze: () => alerts.snooze(input({ minutes: 30 })),
    escalate: () => alerts.escalate(input({})),
    assign: () => alerts.assign(input({ assignee: 'placement-1382' })),
    note: () => alerts.note(input({ text: 'Ringt enheten' })),
    silence: () => alerts.silence(input({ reason: 'Känt läge', until })),
  };
  return `${what} ${view.alertId}: ${await outcome(acts[what])}`;
}

export async function endSilence(world: World): Promise<string> {
  const rows: { silence_id: string }[] = await world.reader.query(
    'select silence_id from alerting.silence where ended_at is null order by from_at, silence_id',
  );
  if (rows.length === 0) return 'no silence';
  const { silence_id: id } = world.random.pick(rows);
  const alerts = world.one('alerting').get(AlertsController);
  return `end a silence: ${await outcome(() => alerts.endSilence({ asker: operator, params: { id }, query: {} } as never))}`;
}

/** A person is told no, or the line was lost; anything else is a fault of the product and goes on up. */
async function outcome(act: Act): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    return lost(error);
  }
}

/** What a cut line looks like from above; anything else is thrown on. */
export function lost(error: unknown): string {
  const { message = '', code = '', name = '' } = error as { message?: string; code?: string; name?: string };
  if (
    code === 'ECONNRESET' ||
    /Connection terminated|is gone|died at|not queryable|Client has encountered a connection error/.test(message) ||
    name === 'AbortError'
  )
    return 'lost';
  throw error;
}

async function openRequests(world: World): Promise<RequestView[]> {
  const rows: { view: RequestView }[] = await world.reader.query(
    `select view from placement.request where status in ('open', 'held', 'offered', 'accepted') order by request_id`,
  );
  return rows.map(({ view }) => view);
}

async function placesOf(world: World): Promise<PlaceView[]> {
  const rows: { view: PlaceView }[] = await world.reader.query('select view from placement.place order by place_id');
  return rows.map(({ view }) => view);
}

/** Now and then the screen is one revision behind. */
const seen = ({ random }: World, revision: number): number => (random.chance(0.08) ? Math.max(1, revision - 1) : revision);

function hold(world: World, request: RequestView, placeId: string): Planned {
  const desk = world.one('placement').get(RequestsController);
  return { text: `hold ${placeId} for ${request.requestId}`, act: () => desk.hold(input(world, request, { placeId })) };
}

const input = (world: World, request: RequestView, body: object): never =>
  ({ asker: operator, params: { id: request.requestId }, ifMatch: seen(world, request.revision), body, query: {} }) as never;

async function onRequest(world: World, request: RequestView): Promise<Planned> {
  const { random } = world;
  const desk = world.one('placement').get(RequestsController);
  const plan = (text: string, act: (input: never) => Promise<unknown>, body: object = {}): Planned => {
    const given = input(world, request, body);
    return { text: `${text} ${request.requestId}`, act: () => act(given) };
  };
  switch (request.status) {
    case 'open': {
      const places = await placesOf(world);
      const suited = places.filter((p) => p.status === 'free' && request.kinds.includes(p.kind) && p.municipality === request.municipality);
      const { placeId } = random.pick(suited.length > 0 && random.chance(0.9) ? suited : places);
      return random.chance(0.2) ? plan(`offer ${placeId} to`, (i) => desk.offer(i), { placeId }) : hold(world, request, placeId);
    }
    case 'held':
      if (random.chance(0.2)) return plan('release', (i) => desk.release(i));
      return random.chance(0.1) ? hold(world, request, request.placeId!) : plan('offer', (i) => desk.offer(i));
    case 'offered':
      if (random.chance(0.25)) return plan('decline', (i) => desk.decline(i), { reason: 'other-unit' });
      return random.chance(0.1) ? plan('release', (i) => desk.release(i)) : plan('accept', (i) => desk.accept(i));
    default:
      return random.chance(0.15) ? plan('release', (i) => desk.release(i)) : plan('move in', (i) => desk.moveIn(i));
  }
}

function onPlace(world: World, place: PlaceView): Planned {
  const { random } = world;
  const desk = world.one('placement').get(PlacesController);
  const params = { id: place.placeId };
  const given = (body: object) => ({ asker: operator, params, ifMatch: seen(world, place.revision), body, query: {} }) as never;
  const plan = (text: string, act: () => Promise<unknown>): Planned => ({ text: `${text} ${place.placeId}`, act });
  if (place.closure && random.chance(0.6)) return plan('reopen', () => desk.reopen(given({})));
  if (random.chance(0.15)) return plan('close', () => desk.close(given({ reason: 'staffing' })));
  if (random.chance(0.15)) {
    const body = { places: 2, occupied: random.int(3) };
    return plan('report', () => desk.reportCapacity({ asker: operator, params: { id: place.unitId }, body, query: {} } as never));
  }
  return place.status === 'occupied' ? plan('vacate', () => desk.vacate(given({}))) : plan('occupy', () => desk.occupy(given({})));
}
