// Takes in a batch of messages in one transaction: the sealed bytes, the facts and their way out, together or not at all. What is answered is
// decided from what was committed, and only after it.
import type { Fact } from '#contracts';
import { derivedId, inOneGo, newEvent, type EventStore, type Failpoint } from '#eventing';
import type { OpaqueIds, RawCipher } from '#platform';
import type { DataSource, EntityManager } from 'typeorm';
import { settle } from './facts.ts';
import type { Item, Status } from './item.ts';
import { faultOf, verdictOf } from './judge.ts';
import { changeMessages, lockEarlier, noteUnknownUnits, openBatch, reusedBy, type Change } from './message-store.ts';
import { unknownUnits } from './source-counts.ts';
import type { PersonDirectory, PersonSession } from './person-directory.ts';

export interface Outcome {
  readonly item: Item;
  /** The message had been taken in before: counted on its first row, without any other effect. */
  readonly duplicate: boolean;
}

export interface ReceiverParts {
  readonly dataSource: DataSource;
  readonly store: EventStore;
  readonly cipher: RawCipher;
  readonly ids: OpaqueIds;
  readonly persons: PersonDirectory;
  readonly failpoint: Failpoint;
}

const HEARD_EVERY_MS = 60_000;

export class Receiver {
  private readonly parts: ReceiverParts;
  /** When each source was last told to have been heard. */
  private readonly heard = new Map<string, number>();

  constructor(parts: ReceiverParts) {
    this.parts = parts;
  }

  /** Answers for each item in order. Throws when nothing was stored. */
  async receive(items: readonly Item[], now: Date): Promise<Outcome[]> {
    const heard = this.sourcesHeard(items, now);
    // Told before it is committed, so that a lane beside this one does not tell the same; forgotten again when nothing was stored.
    for (const fact of heard) this.heard.set(fact.key, now.getTime());
    try {
      const done = await this.parts.dataSource.transaction(async (em) => {
        const batch = new Batch(this.parts, em, now);
        const outcomes = await batch.run(items);
        await inOneGo([...batch.writes(outcomes), this.parts.store.appendMany(em, [...batch.facts, ...heard], streamOf)]);
        await this.parts.failpoint('answer.before-commit');
        return { outcomes, people: batch.people };
      });
      this.parts.persons.keep(done.people);
      return done.outcomes;
    } catch (error) {
      for (const fact of heard) this.heard.delete(fact.key);
      throw error;
    }
  }

  /** At most once a minute and source; the id follows from the minute, so several processes tell it once. */
  private sourcesHeard(items: readonly Item[], now: Date): Fact[] {
    const minute = Math.floor(now.getTime() / HEARD_EVERY_MS);
    const fresh = new Map(items.filter((i) => i.sourceId !== null && !i.retry).map((i) => [i.sourceId!, i.site]));
    return [...fresh].flatMap(([sourceId, facility]) => {
      const before = this.heard.get(sourceId);
      if (before !== undefined && Math.floor(before / HEARD_EVERY_MS) === minute) return [];
      return [
        newEvent('SourceHeard', {
          id: derivedId(sourceId, 'SourceHeard', minute),
          key: sourceId,
          occurredAt: now,
          recordedAt: now,
          causedBy: null,
          actor: `source:${sourceId}`,
          data: { sourceId, facility },
        }),
      ];
    });
  }
}

/** What is said of the person goes beside what is said of the stay: most messages then add one event to each of two streams. */
const streamKinds: Partial<Record<Fact['type'], string>> = { SourceHeard: 'source', PersonStated: 'person' };

const streamOf = ({ type, key }: Fact) => `${streamKinds[type] ?? 'fact'}-${key}`;

/** One transaction's work. */
class Batch {
  readonly facts: Fact[] = [];
  private readonly changes = new Map<string, { item: Item; duplicates: number; retries: number; settled: boolean }>();
  private readonly outcomes = new Map<string, Item>();
  private readonly taken = new Set<string>();
  private readonly parts: ReceiverParts;
  private readonly em: EntityManager;
  private readonly now: Date;
  people!: PersonSession;

  constructor(parts: ReceiverParts, em: EntityManager, now: Date) {
    this.parts = parts;
    this.em = em;
    this.now = now;
  }

  async run(items: readonly Item[]): Promise<Outcome[]> {
    const first = [...new Map([...items].reverse().map((item) => [item.id, item])).values()].reverse();
    const fresh = first.filter((item) => !item.retry);
    const persons = items.flatMap((item) => item.persons);
    const kept = fresh.map((item) => ({ sealed: this.parts.cipher.seal(item.raw), traces: this.parts.persons.tracesOf(item) }));
    const opened = openBatch(this.em, fresh, kept, this.parts.persons.remembered(persons), this.now);
    this.people = this.parts.persons.session(this.em, persons, this.now);
    const [opening] = await inOneGo([opened, this.people.asked]);
    await this.people.ready(opening.alive);
    const inserted = new Map(opening.inserted.map((row) => [row.id, row.reused]));
    const others = first.filter((item) => !inserted.has(item.id)).map((item) => item.id);
    const earlier = new Map((others.length ? await lockEarlier(this.em, others) : []).map((row) => [row.id, row.status]));
    for (const item of first) {
      if (inserted.has(item.id)) await this.takeIn(item, inserted.get(item.id)!, true);
      else await this.again(item, earlier.get(item.id)!);
    }
    return this.tell(items, inserted);
  }

  /** All that is left to write; the caller waits for it. */
  writes(outcomes: readonly Outcome[]): Promise<void>[] {
    return [
      changeMessages(
        this.em,
        [...this.changes].map(([id, change]): Change => ({ id, ...change })),
      ),
      this.people.flush(),
      noteUnknownUnits(this.em, unknownUnits(outcomes), this.now),
    ];
  }

  /** Came before. What was taken in then stays as it is; what was not is looked at anew, since a mapping may have been mended since. */
  private async again(item: Item, before: Status): Promise<void> {
    const retries = item.retry ? 1 : 0;
    if (before === 'stored' || before === 'ignored' || item.transport === 'broken') {
      this.outcomes.set(item.id, { ...item, status: before, fault: before === item.status ? item.fault : null });
      this.changes.set(item.id, { item, duplicates: 0, retries, settled: false });
    } else {
      await this.takeIn(item, item.retry || usable(item) ? await reusedBy(this.em, item) : false, false);
      this.changes.set(item.id, { item: this.outcomes.get(item.id)!, duplicates: 0, retries, settled: true });
    }
  }

  private async takeIn(item: Item, reused: boolean, isNew: boolean): Promise<void> {
    const settled = usable(item) ? await this.settle(item, reused || this.reusedHere(item)) : item;
    this.outcomes.set(item.id, settled);
    if (isNew && settled !== item) this.changes.set(item.id, { item: settled, duplicates: 0, retries: 0, settled: true });
  }

  private reusedHere(item: Item): boolean {
    if (item.controlId === null) return false;
    const key = `${item.application}\n${item.facility}\n${item.controlId}`;
    const seen = this.taken.has(key);
    this.taken.add(key);
    return seen;
  }

  private async settle(item: Item, reused: boolean): Promise<Item> {
    if (reused && item.reused !== 'warn') {
      return item.reused === 'quarantine'
        ? fail(item, 'quarantined', 'control-id-reused', 'MSH-10')
        : fail(item, 'refused', 'event-id-reused');
    }
    const warned = reused ? { ...item, warnings: [...item.warnings, 'control-id-reused'] } : item;
    if (item.drafts.length === 0 && item.persons.length === 0) return warned;
    const patientIds = this.people.resolve(item.persons);
    if (patientIds === null) return fail(item, 'quarantined', 'person-conflict', item.transport === 'mllp' ? 'PID-3' : null);
    this.people.note(item.persons, patientIds);
    const visitId = (visit: string) => this.parts.ids.of('visit', visit);
    const facts = item.drafts.map((draft, i) =>
      settle(draft, i, { messageId: item.id, sourceId: item.sourceId ?? 'unknown', recordedAt: this.now, patientIds, visitId }),
    );
    return this.keep(warned, facts);
  }

  private async keep(item: Item, facts: readonly Fact[]): Promise<Item> {
    let result = item;
    for (const fact of facts) {
      if (fact.type === 'PatientsMerged') {
        if (fact.data.survivorId === fact.data.mergedId) {
          result = { ...result, warnings: [...result.warnings, 'merge-with-itself'] };
          continue;
        }
        await this.people.merge(fact.data.survivorId, fact.data.mergedId);
      }
      this.facts.push(fact);
    }
    return result;
  }

  /** What to answer for each arrival; all but the first arrival of a message count as duplicates on its row. */
  private tell(items: readonly Item[], inserted: ReadonlyMap<string, boolean>): Outcome[] {
    const seen = new Set<string>();
    return items.map((arrival) => {
      const item = this.outcomes.get(arrival.id)!;
      const duplicate = !arrival.retry && (seen.has(arrival.id) || !inserted.has(arrival.id));
      seen.add(arrival.id);
      if (duplicate) {
        const change = this.changes.get(arrival.id) ?? { item, duplicates: 0, retries: 0, settled: false };
        this.changes.set(arrival.id, { ...change, duplicates: change.duplicates + 1 });
      }
      return { item, duplicate };
    });
  }
}

const usable = (item: Item) => item.status === 'stored' || item.status === 'ignored';

function fail(item: Item, status: 'quarantined' | 'refused', code: string, at: string | null = null): Item {
  const letter = verdictOf(status) === 'error' ? 'E' : 'R';
  const answer = item.answer === null ? null : ((item.answer[0]! + letter) as Item['answer']);
  return { ...item, status, fault: faultOf(code, at), answer, drafts: [], unknownUnits: [] };
}
