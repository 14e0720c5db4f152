// Reads a history back, as the product will: who waits at the end, who is in which place, and whether any step was impossible. For specs and tuning.
import type { HistoryItem } from './item.ts';

export interface Outcome {
  readonly facts: Record<string, number>;
  readonly commands: Record<string, number>;
  /** Steps that a product with one holder per place and one place per person would have to refuse. */
  readonly impossible: string[];
  /** Ready in hospital at the end, by target and municipality. */
  readonly waiting: { readonly visit: string; readonly target: string; readonly municipality: string; readonly since: string }[];
  /** Ready to leave a short-term place. */
  readonly onward: { readonly visit: string; readonly target: string; readonly municipality: string }[];
  readonly places: ReadonlyMap<string, { holder: string | null; promised: string | null; closed: boolean }>;
}

export function outcomeOf(items: readonly HistoryItem[]): Outcome {
  const facts: Record<string, number> = {};
  const commands: Record<string, number> = {};
  const impossible: string[] = [];
  const places = new Map<string, { holder: string | null; promised: string | null; closed: boolean }>();
  const ready = new Map<string, { target: string; municipality: string; since: string }>();
  const onward = new Map<string, { target: string; municipality: string }>();
  const homes = new Map<string, string>();
  // By the bedside's time: late facts are only late in coming.
  const inOrder = [...items].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0));
  for (const item of inOrder) {
    if (item.kind === 'fact') {
      const type = item.event.type.split('.')[2]!;
      facts[type] = (facts[type] ?? 0) + 1;
      const visit = (item.event.data['visit'] as { value: string }).value;
      const data = item.event.data as { targets?: string[]; municipality?: string };
      if (type === 'DischargeReadyDeclared')
        ready.set(visit, { target: data.targets![0]!, municipality: data.municipality!, since: item.occurredAt });
      if (['DischargeReadyWithdrawn', 'PatientDischarged', 'PatientDied'].includes(type)) ready.delete(visit);
      if (type === 'OnwardNeedDeclared') onward.set(visit, { target: data.targets![0]!, municipality: data.municipality! });
      if (type === 'PatientDied' || type === 'LegStarted') onward.delete(visit);
      continue;
    }
    const { command } = item;
    commands[command.do] = (commands[command.do] ?? 0) + 1;
    if (command.do === 'register') {
      for (const { placeId } of command.unit.places) places.set(placeId, { holder: null, promised: null, closed: false });
      continue;
    }
    if (command.do === 'reportCapacity') continue;
    const place = places.get(command.placeId)!;
    const refuse = (why: string) => impossible.push(`${item.occurredAt} ${command.do} ${command.placeId}: ${why}`);
    const who = 'visit' in command ? command.visit.value : null;
    switch (command.do) {
      case 'occupyByOther':
      case 'moveIn':
        if (place.holder) refuse('taken');
        if (place.closed) refuse('closed');
        if (place.promised && place.promised !== who) refuse('promised to another');
        if (who && homes.has(who)) refuse(`${who} lives at ${homes.get(who)}`);
        place.holder = who ?? 'other';
        place.promised = null;
        if (who) homes.set(who, command.placeId);
        if (who && command.placeId.startsWith('sabo')) onward.delete(who);
        break;
      case 'vacate':
        if (!place.holder) refuse('empty');
        if (place.holder) homes.delete(place.holder);
        if (place.holder && !command.placeId.startsWith('sabo')) onward.delete(place.holder);
        place.holder = null;
        break;
      case 'hold':
        if (place.holder || place.promised || place.closed) refuse(`not free: ${JSON.stringify(place)}`);
        place.promised = who;
        break;
      case 'offer':
      case 'accept':
        if (place.promised !== who) refuse('not promised');
        break;
      case 'decline':
        if (place.promised !== who) refuse('not promised');
        place.promised = null;
        break;
      case 'close':
        if (place.holder || place.promised) refuse('in use');
        place.closed = true;
        break;
      case 'reopen':
        if (!place.closed) refuse('open');
        place.closed = false;
    }
  }
  return {
    facts,
    commands,
    impossible,
    waiting: [...ready].map(([visit, w]) => ({ visit, ...w })),
    onward: [...onward].map(([visit, w]) => ({ visit, ...w })),
    places,
  };
}
