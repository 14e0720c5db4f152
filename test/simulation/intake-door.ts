// How a letter gets to intake and what the sender hears: an acknowledgement of the hospital's line, or an answer over HTTP.
import { EventsController } from '../../apps/intake/http/events.controller.ts';
import { toldItem } from '../../apps/intake/http/told-event.ts';
import { Intake } from '../../apps/intake/receiving/intake.service.ts';
import { mllpItem } from '../../apps/intake/receiving/item.ts';
import { ProblemError } from '#platform';
import { lost } from './desk-acts.ts';
import type { Fate, Letter } from './letters.ts';
import type { World } from './world.ts';

/** `yes` is AA, or a 2xx that says stored. */
export async function post(world: World, letter: Letter, fate: Fate): Promise<string> {
  const instance = world.one('intake');
  const said = await (letter.event ? overHttp(world, letter, instance) : overMllp(letter, instance)).catch((error: unknown) =>
    error instanceof ProblemError ? error.code : lost(error),
  );
  // Whoever is dead answers nobody.
  if (!instance.alive && said !== 'yes') return 'lost';
  if (fate === 'answer-lost') return `${said}, unheard`;
  if (said !== 'yes') return said;
  letter.acknowledged = true;
  world.checker.acknowledged(letter);
  return said;
}

type Instance = ReturnType<World['one']>;
const senders: Readonly<Record<string, number>> = { HSH: 0, HSV: 1 };

async function overMllp(letter: Letter, instance: Instance): Promise<string> {
  const { messages } = await instance.get(Intake).frame(letter.bytes, senders[letter.sender]);
  const verdict = /\rMSA\|(\w\w)\|/.exec(messages[0]!.toString('latin1'))![1]!;
  return verdict === 'AA' ? 'yes' : verdict;
}

async function overHttp(_world: World, letter: Letter, instance: Instance): Promise<string> {
  const { results } = await instance.get(EventsController).take({ body: letter.event } as never);
  const { status, reason } = results[0]!;
  return status === 'stored' || status === 'duplicate' ? 'yes' : `${status} ${reason}`;
}

/** How many facts the letter tells, by the product's own reading of it. */
export function factsIn(world: World, letter: Letter): number {
  const { ids, book } = world;
  const item = letter.event
    ? toldItem(letter.event, { ids, identities: book.sources.flatMap((s) => s.identities) })
    : mllpItem(letter.bytes, book.table, ids).item;
  return item.drafts.length;
}
