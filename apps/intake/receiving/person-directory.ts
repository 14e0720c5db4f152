// Which opaque id a message's person has. The vault decides; here is only the memory of what it said lately, checked in each batch against what
// has been erased or merged since, so that the many messages about the same patients cost one question together.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { inOneGo } from '#eventing';
import type { PersonVault, Statement } from '#platform';
import type { EntityManager } from 'typeorm';
import type { Person } from '../adt/draft.ts';

interface Known {
  readonly patientId: string;
  readonly details: string;
  readonly statedAt: string;
  readonly protectedHint: boolean;
}

/** When the vault last changed each of the patients asked about; one who is gone is left out. */
export type Alive = ReadonlyMap<string, Date>;

const MOST_KNOWN = 20_000;
const numberLike = /(?<!\d)(?:\d{2})?\d{6}[-+]?\d{4}(?!\d)/g;

export class PersonDirectory {
  private readonly known = new Map<string, Known>();
  private readonly vault: PersonVault;

  constructor(vault: PersonVault) {
    this.vault = vault;
  }

  /** Patients that memory would answer for, to be checked. */
  remembered(persons: readonly Person[]): string[] {
    return [...new Set(persons.flatMap((person) => this.known.get(keyOf(person))?.patientId ?? []))];
  }

  /** What its raw bytes are found by when one of its persons is erased: their numbers, or what looks like one where nobody could be read out. */
  tracesOf({ persons, raw }: { readonly persons: readonly Person[]; readonly raw: Buffer }): string[] {
    if (persons.length > 0) return this.vault.tracesOf(persons.flatMap((person) => person.identifiers));
    // Any encoding of HL7 keeps digits as they are; two bytes per letter leave a NUL beside each.
    const text = raw.toString('latin1').replaceAll('\0', '');
    return this.vault.tracesOfNumbers([...text.matchAll(numberLike)].map(([number]) => number.replace(/[+-]/, '')));
  }

  /**
   * Opens one transaction's view of these persons, and asks at once about those that memory does not know. What it learns is kept only when `keep` is called,
   * after the commit.
   */
  session(em: EntityManager, persons: readonly Person[], now: Date): PersonSession {
    return new PersonSession(em, this.vault, this.known, persons, now);
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
  private readonly ids = new Map<string, string | null>();
  private readonly made = new Map<string, Buffer>();
  private readonly writes: Promise<unknown>[] = [];
  /** Merged in this transaction: who is gone -> who took over. */
  private readonly survivors = new Map<string, string>();
  private readonly told: { patientId: string; person: Person }[] = [];
  /** Resolves when those whom memory does not know are found, or being made. */
  readonly asked: Promise<void>;
  private readonly remembered: ReadonlyMap<string, Known>;
  private alive: Alive = new Map();

  constructor(
    private readonly em: EntityManager,
    private readonly vault: PersonVault,
    private readonly known: ReadonlyMap<string, Known>,
    private readonly persons: readonly Person[],
    private readonly now: Date,
  ) {
    this.remembered = new Map(persons.map(keyOf).flatMap((key) => (known.has(key) ? [[key, known.get(key)!]] : [])));
    this.asked = this.ask(persons.filter((person) => !this.remembered.has(keyOf(person))));
    this.asked.catch(() => {});
  }

  /** `alive`: which of those remembered are still there; the others are asked about after all. */
  async ready(alive: Alive): Promise<void> {
    this.alive = alive;
    await this.asked;
    const gone: Person[] = [];
    for (const person of this.persons) {
      const key = keyOf(person);
      const known = this.remembered.get(key);
      if (!known) continue;
      if (alive.has(known.patientId)) this.ids.set(key, known.patientId);
      else gone.push(person);
    }
    await this.ask(gone);
  }

  private async ask(persons: readonly Person[]): Promise<void> {
    const unknown = new Map(persons.map((person) => [keyOf(person), person]));
    if (unknown.size === 0) return;
    const identifiers = [...unknown.values()].map((p) => p.identifiers);
    const { resolutions, made, written } = await this.vault.resolve(this.em, identifiers, this.now);
    for (const [id, key] of made) this.made.set(id, key);
    this.writes.push(written);
    for (const [i, key] of [...unknown.keys()].entries()) {
      const resolution = resolutions[i]!;
      this.ids.set(key, 'patientId' in resolution ? resolution.patientId : null);
    }
  }

  /** The ids of a message's persons, in order; null when the numbers of one of them belong to different people. */
  resolve(persons: readonly Person[]): string[] | null {
    const ids = persons.map((person) => this.idOf(keyOf(person)));
    return ids.every((id) => id !== null) ? ids : null;
  }

  /** Takes what a message says of its persons; `flush` brings what is new to the vault. */
  note(persons: readonly Person[], patientIds: readonly string[]): void {
    for (const [i, person] of persons.entries()) {
      const patientId = patientIds[i]!;
      const key = keyOf(person);
      const before = this.before(key, patientId);
      const details = person.details === null ? (before?.details ?? '') : fingerprint(person.details);
      const newer = before === null || person.statedAt >= before.statedAt;
      const isNews =
        before === null ||
        (newer && before.details !== details) ||
        this.changedSince(before) ||
        (person.protectedHint && !before.protectedHint);
      if (isNews && person.details !== null) this.told.push({ patientId, person });
      this.learned.set(key, {
        patientId,
        details: newer ? details : before.details,
        statedAt: newer ? person.statedAt : before.statedAt,
        protectedHint: person.protectedHint || (before?.protectedHint ?? false),
      });
    }
  }

  async merge(survivorId: string, mergedId: string): Promise<void> {
    await this.vault.merge(this.em, survivorId, mergedId);
    this.survivors.set(mergedId, survivorId);
  }

  /** Brings what was noted to the vault, and what else is known of these persons. */
  async flush(more: readonly Statement[] = []): Promise<void> {
    const noted = this.told.flatMap(({ patientId, person }) =>
      person.details === null
        ? []
        : [{ patientId, identity: person.details, protectedHint: person.protectedHint, statedAt: new Date(person.statedAt) }],
    );
    await inOneGo([...this.writes, this.vault.store(this.em, [...noted, ...more], this.made)]);
  }

  private idOf(key: string): string | null {
    let id = this.ids.get(key) ?? null;
    while (id !== null && this.survivors.has(id)) id = this.survivors.get(id)!;
    return id;
  }

  private before(key: string, patientId: string): Known | null {
    const known = this.learned.get(key) ?? this.known.get(key);
    return known?.patientId === patientId ? known : null;
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
