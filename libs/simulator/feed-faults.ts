// What goes wrong in a real feed, drawn message by message: some come late, some twice, some overtake each other.
import { HOUR } from './calendar.ts';
import type { Parameters } from './parameters.ts';
import type { Random } from './random.ts';

export interface Delivery {
  readonly sendAt: number;
  readonly times: 1 | 2;
}

/** When, and how often, a message written at `at` is sent. A disordered one is held until others have gone past it. */
export function deliver(r: Random, { late, duplicate, disorder }: Parameters['feed'], at: number): Delivery {
  if (r.chance(late)) return { sendAt: at + r.between(6, 20) * HOUR, times: 1 };
  if (r.chance(disorder)) return { sendAt: at + r.between(0.5, 2) * HOUR, times: 1 };
  return { sendAt: at, times: r.chance(duplicate) ? 2 : 1 };
}
