// The queue: one page with its figures, the persons in it, and the log of who was shown.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, JourneyList } from '#contracts';
import { localDate } from '#domain';
import { CLOCK, type Clock, PersonVault, REGION, type Region } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { seesNames } from '../scope.ts';
import { type JourneyFacts, journeyItem } from '../views/journey-item.ts';
import { type Language, municipalitiesByName, namesOf } from '../views/names.ts';
import { countFamilyNames, personBrief } from '../views/person-brief.ts';
import { figuresOf } from './cells.ts';
import { Cursors, type Position } from './cursor.ts';
import { readFacts, readUnitNames } from './journey-facts.ts';
import type { JourneysQueryInput } from './journey-filter.ts';
import { type JourneyPage, journeyPageSql } from './journey-page.ts';
import { caseRefIn, containing, type Search, wardsNamed } from './journey-search.ts';
import { SharedAnswers } from './shared-answers.ts';
import { ShownPersons } from './shown-persons.ts';

interface KnownPage extends JourneyPage {
  readonly facts: readonly JourneyFacts[];
  readonly units: ReadonlyMap<string, string>;
}

/** Pages larger than this are read for each asker: they are exports, and not worth keeping. */
const sharedUpTo = 100;

@Injectable()
export class JourneyLists {
  private readonly shared = new SharedAnswers<KnownPage>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(PersonVault) private readonly vault: PersonVault,
    @Inject(ShownPersons) private readonly persons: ShownPersons,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  async list(asker: Asker, query: JourneysQueryInput, language: Language): Promise<JourneyList> {
    const question = { ...query, list: 'journeys', asker: asker.login };
    const after = this.cursors.read(question, query.cursor);
    const at = query.asOf ? new Date(query.asOf) : this.clock.now();
    const page = await this.page(asker, query, after, at);
    const rows = page.rows.slice(0, query.limit);
    const items = await this.shown(asker, page, query.q === undefined ? 'list' : 'search', at, language);
    const last = rows.at(-1);
    const next = page.rows.length > query.limit && last ? this.cursors.write(question, { value: last.key, id: last.journeyId }) : null;
    return { items, next, at: at.toISOString(), ...figuresOf(page.cells, query, at) };
  }

  /** What is known, without persons. Shared between askers of the same scope for as long as nothing has changed, at most a second. */
  private async page(asker: Asker, query: JourneysQueryInput, after: Position | null, at: Date): Promise<KnownPage> {
    const now = this.clock.now();
    if (query.q !== undefined || query.limit > sharedUpTo) return this.readPage(asker, query, after, now, at);
    const [head] = await this.dataSource.query('select position from gateway.change_head');
    const second = Math.floor(now.getTime() / 1000);
    const key = JSON.stringify([head.position, second, asker.role, asker.organisation, { ...query, cursor: undefined }, after]);
    return this.shared.get(key, () => this.readPage(asker, query, after, now, at));
  }

  private async readPage(asker: Asker, query: JourneysQueryInput, after: Position | null, now: Date, at: Date): Promise<KnownPage> {
    return this.dataSource.transaction('REPEATABLE READ', async (em) => {
      const search = query.q === undefined ? null : await this.search(em, asker, query.q);
      const { sql, values } = journeyPageSql({ asker, query, now, at, after, search, municipalities: municipalitiesByName(this.region) });
      const [page]: JourneyPage[] = await em.query(sql, values);
      const facts = await readFacts(em, page!.rows.slice(0, query.limit), query.asOf);
      const unitIds = facts.flatMap((f) => [...f.journey.legs.map((leg) => leg.unitId), f.cause?.cause.detail.unitId ?? null]);
      return { ...page!, facts, units: await readUnitNames(em, unitIds) };
    });
  }

  /** Adds the persons the asker may see, once it is logged that they are shown. */
  private async shown(
    asker: Asker,
    { facts, units }: KnownPage,
    action: 'list' | 'search',
    at: Date,
    language: Language,
  ): Promise<JourneyList['items']> {
    const cases = facts.map(({ journey: { journeyId, patientId } }) => ({ action, journeyId, patientId }));
    const persons = await this.persons.read(asker, cases);
    const names = namesOf(this.region, units);
    const family = (patientId: string) => persons.get(patientId)?.identity?.familyName ?? null;
    const shown = facts.map((f) => ({
      facts: f,
      patientId: f.journey.patientId,
      person: personBrief(persons.get(f.journey.patientId), f.journey.protectedIdentity, asker.role, localDate(at.getTime())),
    }));
    const named = shown.filter((s) => s.person.masked === null && s.facts.journey.state !== 'closed');
    const others = countFamilyNames(named.map(({ patientId }) => ({ patientId, family: family(patientId) })));
    return shown.map(({ facts: f, patientId, person }) => {
      const sameFamilyName = person.masked === null ? others(patientId, family(patientId)) : 0;
      return journeyItem(f, { ...person, sameFamilyName }, at.toISOString(), names, language);
    });
  }

  private async search(em: EntityManager, asker: Asker, text: string): Promise<Search> {
    const units: { unit_id: string }[] = await em.query(
      `select unit_id from gateway.unit where lower(normalize(name, NFC)) like $1 limit 100`,
      [containing(text)],
    );
    return {
      caseRef: caseRefIn(text),
      units: [...wardsNamed(this.region, text), ...units.map((u) => u.unit_id)],
      patients: seesNames(asker.role) ? await this.vault.search(em, text) : [],
    };
  }
}
