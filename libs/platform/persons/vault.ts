// The only place where names, identity numbers and addresses live. Each person has a key of their own, wrapped by the master key:
// destroying that key erases the person, while the events, which know only the opaque id, still replay.
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { inOneGo } from '#eventing';
import { CONFIG, type Config } from '../config.ts';
import { deriveKey, keyedHash, open, seal } from '../keys/keys.ts';
import { KnownPersons } from './known-persons.ts';
import type { Identifier, Identity, PersonRecord, Resolution, Statement } from './person-shapes.ts';
import { nameWords, numberForms, searchWords } from './search-words.ts';

interface PersonRow {
  readonly patient_id: string;
  readonly version: string;
  readonly wrapped_key: Buffer | null;
  readonly sealed: Buffer | null;
  readonly protected: boolean;
  readonly erased_at: Date | null;
}

// Where a row lies and which transaction wrote it: together they are never the same for two contents of it. Rows of persons are never deleted.
const readSql = `
  select p.patient_id, p.xmin::text || p.ctid::text as version, p.wrapped_key, p.sealed, p.protected, p.erased_at
  from unnest($1::text[], $2::text[]) as known(patient_id, version) join persons.person p using (patient_id)
  where known.version is distinct from p.xmin::text || p.ctid::text`;

/** What is known of a person before a statement is added. */
interface StatedRow {
  readonly patient_id: string;
  readonly key: Buffer;
  readonly sealed: Buffer | null;
  readonly stated_at: Date;
  readonly protected: boolean;
}

export interface Resolved {
  readonly resolutions: Resolution[];
  /** The keys of those who are new, by patient id. */
  readonly made: ReadonlyMap<string, Buffer>;
  readonly written: Promise<unknown>;
}

const neverStated = new Date(0);
const nothing = Promise.resolve();

@Injectable()
export class PersonVault {
  private readonly wrapping: Buffer;
  private readonly blindKey: Buffer;
  private readonly known = new KnownPersons();

  constructor(@Inject(CONFIG) config: Config) {
    this.wrapping = deriveKey(config.masterKey, 'person-keys');
    this.blindKey = deriveKey(config.masterKey, 'blind-index');
  }

  /**
   * The patients these identifiers belong to, made when none is known; identifiers of two different people are a conflict, never a guess. One wait for all.
   * Answers in order; somebody new who is named twice in the list is made once. Who is new is being written when this resolves: what is asked afterwards on
   * the same connection finds them, and `written` says how it went.
   */
  async resolve(em: EntityManager, lists: readonly (readonly Identifier[])[], at: Date): Promise<Resolved> {
    const blinds = lists.map((identifiers) => [...new Set(identifiers.map((i) => this.blindOf(i)))].sort());
    const all = [...new Set(blinds.flat())].sort();
    if (!all.length) return { resolutions: lists.map(() => ({ conflict: [] })), made: new Map(), written: nothing };
    // Two messages about a new person may come at once: the second waits here for the first, and then sees what it committed.
    const [, rows]: [unknown, { blind: string; patient_id: string }[]] = await inOneGo([
      em.query('select pg_advisory_xact_lock(hashtextextended(b, 11)) from unnest($1::text[]) as b', [all]),
      em.query('select blind, patient_id from persons.identifier where blind = any($1)', [all]),
    ]);
    const owners = new Map(rows.map((row) => [row.blind, row.patient_id]));
    const known = new Set(owners.keys());
    const made = new Map<string, Buffer>();
    const resolutions = blinds.map((own): Resolution => {
      const found = [...new Set(own.flatMap((blind) => owners.get(blind) ?? []))];
      if (found.length > 1 || !own.length) return { conflict: found };
      const patientId = found[0] ?? `p-${randomBytes(12).toString('hex')}`;
      if (!found.length) made.set(patientId, randomBytes(32));
      for (const blind of own) owners.set(blind, patientId);
      return { patientId };
    });
    const fresh = [...owners].filter(([blind]) => !known.has(blind));
    if (!fresh.length) return { resolutions, made, written: nothing };
    const written = em.query(
      `with made as (
         insert into persons.person (patient_id, wrapped_key, known_at, stated_at) select id, key, $1, $2 from unnest($3::text[], $4::bytea[]) as m(id, key)
       )
       insert into persons.identifier (blind, patient_id) select * from unnest($5::text[], $6::text[]) on conflict do nothing`,
      [
        at,
        neverStated,
        [...made.keys()],
        [...made.values()].map((key) => seal(this.wrapping, key)),
        fresh.map(([blind]) => blind),
        fresh.map(([, id]) => id),
      ],
    );
    // Told by whoever waits for it.
    written.catch(() => {});
    return { resolutions, made, written };
  }

  /**
   * Keeps the newest statement about each person, in order; an older one fills nothing in and changes nothing. A hint of protection always counts. Those who
   * were made in this transaction are known without asking.
   */
  async store(em: EntityManager, statements: readonly Statement[], made: ReadonlyMap<string, Buffer> = new Map()): Promise<void> {
    const about = [...new Set(statements.map((s) => s.patientId))];
    const older = about.filter((id) => !made.has(id));
    const rows: StatedRow[] = about
      .filter((id) => made.has(id))
      .map((id) => ({ patient_id: id, key: made.get(id)!, sealed: null, stated_at: neverStated, protected: false }));
    if (older.length) rows.push(...(await this.statedRows(em, older)));
    const changed = new Map<string, { key: Buffer; identity: Identity | null; statedAt: Date; protected: boolean; told: boolean }>();
    for (const row of rows) {
      const { key } = row;
      const before: Identity | null = row.sealed ? (JSON.parse(open(key, row.sealed).toString('utf8')) as Identity) : null;
      const now = { key, identity: before, statedAt: row.stated_at, protected: row.protected, told: false };
      for (const statement of statements.filter((s) => s.patientId === row.patient_id)) {
        now.protected ||= statement.protectedHint;
        if (now.statedAt > statement.statedAt) continue;
        const merged = fill(statement.identity, now.identity);
        if (JSON.stringify(now.identity) === JSON.stringify(merged)) continue;
        Object.assign(now, { identity: merged, statedAt: statement.statedAt, told: true });
      }
      if (now.told || now.protected !== row.protected) changed.set(row.patient_id, now);
    }
    if (!changed.size) return;
    const all = [...changed];
    const told = all.filter(([, c]) => c.told);
    const words = told.flatMap(([id, c]) => [...new Set(searchWords(c.identity!))].map((word) => ({ id, blind: this.blindWord(word) })));
    await em.query(
      `with stated as (
         update persons.person p set sealed = coalesce(c.sealed, p.sealed), stated_at = c.stated_at, protected = c.protected
         from unnest($1::text[], $2::bytea[], $3::timestamptz[], $4::boolean[]) as c(id, sealed, stated_at, protected) where p.patient_id = c.id
       ), words as (
         select * from unnest($6::text[], $7::text[]) as n(blind, patient_id)
       ), gone as (
         delete from persons.word w where w.patient_id = any($5) and (w.blind, w.patient_id) not in (select blind, patient_id from words)
       )
       insert into persons.word (blind, patient_id) select blind, patient_id from words on conflict do nothing`,
      [
        all.map(([id]) => id),
        all.map(([, c]) => (c.told ? seal(c.key, Buffer.from(JSON.stringify(c.identity))) : null)),
        all.map(([, c]) => c.statedAt),
        all.map(([, c]) => c.protected),
        told.map(([id]) => id),
        words.map((w) => w.blind),
        words.map((w) => w.id),
      ],
    );
  }

  private async statedRows(em: EntityManager, patientIds: readonly string[]): Promise<StatedRow[]> {
    const rows: (Omit<StatedRow, 'key'> & { wrapped_key: Buffer })[] = await em.query(
      `select patient_id, wrapped_key, sealed, stated_at, protected from persons.person
       where patient_id = any($1) and erased_at is null and wrapped_key is not null order by patient_id for update`,
      [patientIds],
    );
    return rows.map(({ wrapped_key: wrapped, ...row }) => ({ ...row, key: open(this.wrapping, wrapped) }));
  }

  /** Lifts the protection: only a person decides that, never a feed. */
  async clearProtection(em: EntityManager, patientId: string): Promise<void> {
    await em.query('update persons.person set protected = false where patient_id = $1', [patientId]);
  }

  /**
   * What is known, by patient id. The caller decides who may see it and writes the access log in the same transaction. Only rows that are not as they were
   * when last opened come from the database; a row that is the same answers with the same object.
   */
  async read(em: EntityManager, patientIds: readonly string[]): Promise<Map<string, PersonRecord>> {
    if (!patientIds.length) return new Map();
    const known = new Map(patientIds.map((id) => [id, this.known.get(id)]));
    const rows: PersonRow[] = await em.query(readSql, [[...known.keys()], [...known.values()].map((k) => k?.version ?? null)]);
    const changed = new Map(rows.map((row) => [row.patient_id, this.opened(row)]));
    const found = [...known].map(([id, before]) => [id, changed.get(id) ?? before?.record] as const);
    return new Map(found.filter((entry): entry is [string, PersonRecord] => entry[1] !== undefined));
  }

  private opened(row: PersonRow): PersonRecord {
    const identity =
      row.wrapped_key && row.sealed
        ? (JSON.parse(open(open(this.wrapping, row.wrapped_key), row.sealed).toString('utf8')) as Identity)
        : null;
    const record = { patientId: row.patient_id, protected: row.protected, erased: row.erased_at !== null, identity };
    this.known.keep(row.version, record);
    return record;
  }

  /** Patients whose name has every word of the query, or whose number it is. At most `limit`; protected persons are never found by name. */
  async search(em: EntityManager, query: string, limit = 200): Promise<string[]> {
    const words = [...nameWords(query)];
    if (!words.length || words.length > 6) return [];
    const blinds = [...new Set(words.map((w) => this.blindWord(w)))];
    const rows: { patient_id: string }[] = await em.query(
      `select w.patient_id from persons.word w join persons.person p using (patient_id)
       where w.blind = any($1) and not p.protected and p.erased_at is null
       group by w.patient_id having count(*) = $2 limit $3`,
      [blinds, blinds.length, limit],
    );
    return rows.map((r) => r.patient_id);
  }

  /** Identifiers of the merged person lead to the survivor from now on. */
  async merge(em: EntityManager, survivorId: string, mergedId: string): Promise<void> {
    if (survivorId === mergedId) return;
    await em.query('update persons.identifier set patient_id = $1 where patient_id = $2', [survivorId, mergedId]);
    await em.query(
      `update persons.person s set protected = s.protected or m.protected from persons.person m where s.patient_id = $1 and m.patient_id = $2`,
      [survivorId, mergedId],
    );
    await em.query('update persons.person set merged_into = $1 where patient_id = $2 and patient_id <> $1', [survivorId, mergedId]);
  }

  /** Destroys the key and everything that could find the person, those merged into it included. The opaque id stays, and means nobody. */
  async erase(em: EntityManager, patientId: string, at: Date): Promise<boolean> {
    const all = await this.withMerged(em, patientId);
    for (const id of all) this.known.forget(id);
    await em.query('delete from persons.identifier where patient_id = any($1)', [all]);
    await em.query('delete from persons.word where patient_id = any($1)', [all]);
    const rows = await em.query(
      'update persons.person set wrapped_key = null, sealed = null, erased_at = $2 where patient_id = any($1) and erased_at is null returning 1',
      [all, at],
    );
    return (Array.isArray(rows[0]) ? rows[0].length : rows.length) > 0;
  }

  /** Keyed hashes that stand for the person beside sealed messages: asked before the person is erased. */
  async traces(em: EntityManager, patientId: string): Promise<string[]> {
    const all = await this.withMerged(em, patientId);
    const rows: { blind: string }[] = await em.query(
      'select blind from persons.identifier where patient_id = any($1) union select blind from persons.word where patient_id = any($1)',
      [all],
    );
    return rows.map((row) => row.blind);
  }
  tracesOf(identifiers: readonly Identifier[]): string[] {
    return [...new Set(identifiers.map((i) => this.blindOf(i)))];
  }
  /** Of numbers that nobody has said whose they are: ten or twelve digits each. */
  tracesOfNumbers(numbers: readonly string[]): string[] {
    return [...new Set(numbers.flatMap(numberForms).map((number) => this.blindWord(number)))];
  }

  private async withMerged(em: EntityManager, patientId: string): Promise<string[]> {
    const rows: { patient_id: string }[] = await em.query(
      `with recursive same as (
         select patient_id from persons.person where patient_id = $1
         union select p.patient_id from persons.person p join same on p.merged_into = same.patient_id
       ) select patient_id from same`,
      [patientId],
    );
    return rows.map((row) => row.patient_id);
  }

  private blindOf(identifier: Identifier) {
    return keyedHash(this.blindKey, `id|${identifier.authority}|${identifier.value.replace(/[\s-]/g, '').toUpperCase()}`);
  }
  private blindWord(word: string) {
    return keyedHash(this.blindKey, `word|${word}`);
  }
}

/** What is left out says nothing: it does not blank what was known. */
const fill = (identity: Identity, before: Identity | null): Identity =>
  Object.fromEntries(
    Object.entries(identity).map(([field, value]) => [field, value ?? before?.[field as keyof Identity] ?? null]),
  ) as unknown as Identity;
