// After each step: what was touched must stand in its table as its last event told it, and who holds what must agree on both sides.
import { isDeepStrictEqual } from 'node:util';
import { Broken } from './checker.ts';
import type { World } from './world.ts';

export async function rowsAgree({ reader, checker }: World): Promise<void> {
  const { touched } = checker;
  for (const [table, key, ids, told] of [
    ['placement.place', 'place_id', touched.places, checker.places],
    ['placement.request', 'request_id', touched.requests, checker.requests],
    ['alerting.alert', 'alert_id', touched.alerts, checker.alerts],
  ] as const) {
    if (ids.size === 0) continue;
    const rows: { id: string; view: unknown }[] = await reader.query(`select ${key} as id, view from ${table} where ${key} = any ($1)`, [
      [...ids],
    ]);
    const found = new Map(rows.map((row) => [row.id, row.view]));
    for (const id of ids) {
      if (!isDeepStrictEqual(found.get(id), JSON.parse(JSON.stringify(told.get(id)))))
        throw new Broken('I4', `${table} ${id} is not what its last event says`);
    }
    ids.clear();
  }
  holdersAgree(checker);
}

/** A reserved place and its request name each other; nobody else does. */
function holdersAgree({ places, requests }: World['checker']): void {
  const reserving = ['held', 'offered', 'accepted'];
  for (const request of requests.values()) {
    if (!reserving.includes(request.status)) continue;
    const place = places.get(request.placeId!);
    if (place?.requestId !== request.requestId || place.status !== request.status)
      throw new Broken(
        'I3',
        `request ${request.requestId} has ${request.placeId} ${request.status}, which is ${place?.status} for ${place?.requestId}`,
      );
  }
}
