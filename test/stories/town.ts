// A small Falkenberg for the stories: one short-term home with two rooms and one special-housing unit with one flat, all of them lived in.
import type { RunningSluss } from '../running.ts';

export const EKBACKEN = 'kobo-1382-ekbacken';
export const HAMNVAKTEN = 'sabo-1382-hamnvakten';

export async function registerFalkenberg(sluss: RunningSluss): Promise<void> {
  await register(sluss, { unitId: EKBACKEN, name: 'Ekbacken', kind: 'short-term', rooms: 2 });
  await register(sluss, { unitId: HAMNVAKTEN, name: 'Hamnvakten', kind: 'special-housing', rooms: 1 });
}

async function register(sluss: RunningSluss, { rooms, ...unit }: { unitId: string; name: string; kind: string; rooms: number }) {
  const places = Array.from({ length: rooms }, (_, i) => ({
    placeId: `${unit.unitId}:${i + 1}`,
    label: `Rum ${i + 1}`,
    features: ['single-room'],
  }));
  await sluss.does('PUT', `units/${unit.unitId}`, { ...unit, municipality: '1382', places });
}

export async function placeOf(sluss: RunningSluss, placeId: string) {
  const unit = await sluss.get(`units/${placeId.split(':')[0]}`);
  return unit.placeList.find((place: { placeId: string }) => place.placeId === placeId);
}

/** Somebody who is on no journey moves in. */
export async function takeUp(sluss: RunningSluss, placeId: string): Promise<void> {
  await sluss.does('POST', `places/${placeId}/occupy`, {}, { ifMatch: (await placeOf(sluss, placeId)).revision });
}

export async function free(sluss: RunningSluss, placeId: string): Promise<void> {
  await sluss.does('POST', `places/${placeId}/vacate`, {}, { as: 'placering-1382', ifMatch: (await placeOf(sluss, placeId)).revision });
}

/** From a free place to the day somebody moves in, as a placement team does it. */
export async function giveHome(sluss: RunningSluss, journeyId: string, placeId: string): Promise<void> {
  const as = 'placering-1382';
  const { request } = await sluss.get(`journeys/${journeyId}/match`, as);
  let { revision } = request;
  for (const [act, body] of [
    ['hold', { placeId }],
    ['offer', {}],
    ['accept', {}],
    ['move-in', {}],
  ] as const) {
    const { request: after } = await sluss.does('POST', `requests/${request.requestId}/${act}`, body, { as, ifMatch: revision });
    ({ revision } = after);
  }
}

/** What the municipality says about a journey, as its own system would send it. */
export async function says(sluss: RunningSluss, type: string, time: string, data: Record<string, unknown>): Promise<void> {
  if (Date.parse(time) > sluss.clock.now().getTime()) sluss.clock.set(time);
  const event = {
    specversion: '1.0',
    id: `${type}-${String(data.journeyId)}-${time}`,
    source: '/kommun/1382',
    type: `se.sluss.${type}.v1`,
    time,
    data,
  };
  const { results } = await sluss.does('POST', 'intake/events', event);
  if (results[0].status !== 'stored') throw new Error(`${type}: ${JSON.stringify(results)}`);
}
