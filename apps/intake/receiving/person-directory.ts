// Which opaque id a message's person has. The vault decides; here is only the memory of what it said lately, checked once per batch against
// what has been erased or merged since, so that the many messages about the same patients cost one question together.
import { createHash } from 'node:crypto';
import type { PersonVault } from '#platform';
import type { EntityManager } from 'typeorm';
import type { Person } from '../adt/draft.ts';

interface Known {
  readonly patientId: string;
  readonly details: string;
  readonly statedAt: string;
  readonly protectedHint: boolean;
}

const MOST_KNOWN = 20_000;

export class PersonDirectory {
  private readonly known = new Map<string, Known>();
  private readonly vault: PersonVault;

  constructor(vault: PersonVault) {
    this.vault = vault;
  }

  /** Opens one transaction's view. What it learns is kept only when `keep` is called, after the commit. */
  async session(em: EntityManager, persons: readonly Person[], now: Date): Promise<PersonSession> {
    const held = persons.flatMap((person) => this.known.get(keyOf(person))?.patientId ?? []);
    const rows: { patient_id: string; stated_at: Date }[] = held.length
      ? await em.query(
          'select patient_id, stated_at from persons.person where patient_id = any($1) and erased_at is null and merged_into is null',
          [[...new Set(held)]],
        )
      : [];
    return new PersonSession(em, this.vault, this.known, new Map(rows.map((r) => [r.patient_id, r.stated_at])), now);
  }

  keep(session: PersonSession): void {
    for (const [key, known] of session.learned) {
      this.known.delete(key);
      this.known.set(key, known);
    }
    for (const key of this.known.keys()) {
      if (this.known.size <= MOST_KNOWN) break;
      this.known.delete(key);
    }
  }
}

export class PersonSession {
  readonly learned = new Map<string, Known>();
  /** Ids that a merge of this transaction has done away with. */
  private readonly gone = new Set<string>();
  private readonly em: EntityManager;
  private readonly vault: PersonVault;
  private readonly known: ReadonlyMap<string, Known>;
  private readonly alive: ReadonlyMap<string, Date>;
  private readonly now: Date;

  constructor(em: EntityManager, vault: PersonVault, known: ReadonlyMap<string, Known>, alive: ReadonlyMap<string, Date>, now: Date) {
    this.em = em;
    this.vault = vault;
    this.known = known;
    this.alive = alive;
    this.now = now;
  }

  /** The ids of a message's persons, in order; null when the numbers of one of them belong to different people. */
  async resolve(persons: readonly Person[]): Promise<string[] | null> {
    const ids: string[] = [];
    for (const person of persons) {
      const patientId = await this.idOf(person);
      if (patientId === null) return null;
      ids.push(patientId);
    }
    return ids;
  }

  /** Keeps what the message says of its persons, where it says anything new. */
  async store(persons: readonly Person[], ids: readonly string[]): Promise<void> {
    for (const [i, person] of persons.entries()) {
      const patientId = ids[i]!;
      const key = keyOf(person);
      const before = this.fresh(key);
      const details = person.details === null ? '' : fingerprint(person.details);
      const newer = before === null || person.statedAt >= before.statedAt;
      const hint = person.protectedHint && !before?.protectedHint;
      const told = before !== null && before.details === details && !this.changedSince(before);
      const next = { patientId, details: newer ? details : before.details, statedAt: newer ? person.statedAt : before.statedAt };
      this.learned.set(key, { ...next, protectedHint: person.protectedHint || (before?.protectedHint ?? false) });
      if (person.details === null || ((told || !newer) && !hint)) continue;
      await this.vault.store(this.em, patientId, person.details, person.protectedHint || null, new Date(person.statedAt));
    }
  }

  async merge(survivorId: string, mergedId: string): Promise<void> {
    await this.vault.merge(this.em, survivorId, mergedId);
    this.gone.add(mergedId);
  }

  private async idOf(person: Person): Promise<string | null> {
    const before = this.fresh(keyOf(person));
    if (before !== null) return before.patientId;
    const found = await this.vault.resolve(this.em, person.identifiers, this.now);
    return 'patientId' in found ? found.patientId : null;
  }

  private fresh(key: string): Known | null {
    const learned = this.learned.get(key);
    if (learned) return this.gone.has(learned.patientId) ? null : learned;
    const known = this.known.get(key);
    return known && this.alive.has(known.patientId) && !this.gone.has(known.patientId) ? known : null;
  }

  /** Another process has stored something newer than what this one knows. */
  private changedSince(known: Known): boolean {
    const statedAt = this.alive.get(known.patientId);
    return statedAt !== undefined && statedAt.getTime() > Date.parse(known.statedAt);
  }
}

/** Hashed, so that no number lies about in memory for longer than its message. */
const keyOf = (person: Person) => fingerprint(person.identifiers.map((i) => `${i.authority}|${i.value}`).sort());
const fingerprint = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64');
