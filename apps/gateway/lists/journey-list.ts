// The queue: one page with its figures, the persons in it, and the log of who was shown.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, JourneyList } from '#contracts';
import { prepared } from '#eventing';
import { CLOCK, type Clock, PersonVault, Policies, REGION, type Region } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { seesNames } from '../scope.ts';
import { type Language, municipalitiesByName, namesOf } from '../views/names.ts';
import { figuresOf } from './cells.ts';
import { Cursors, type Position } from './cursor.ts';
import { readFacts, readUnitNames } from './journey-facts.ts';
import type { JourneysQueryInput } from './journey-filter.ts';
import { type JourneyPage, journeyPageSql } from './journey-page.ts';
import { caseRefIn, containing, type Search, wardsNamed } from './journey-search.ts';
import { type JsonText, PageText } from './page-text.ts';
import { SharedAnswers } from './shared-answers.ts';
import { ShownPersons } from './shown-persons.ts';

interface KnownPage {
  readonly rows: JourneyPage['rows'];
  readonly text: PageText;
}

const headSql = prepared('select position from gateway.change_head');

/** Pages larger than this are read for each asker: they are exports, and not worth keeping. */
const sharedUpTo = 100;
/** While nothing changes, hours run on: they are shown to the hundredth, which is longer. The answer says the moment it is for. */
const freshMs = 5000;

@Injectable()
export class JourneyLists {
  private readonly shared = new SharedAnswers<KnownPage>(freshMs);

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(PersonVault) private readonly vault: PersonVault,
    @Inject(ShownPersons) private readonly persons: ShownPersons,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  async list(asker: Asker, query: JourneysQueryInput, language: Language): Promise<JsonText<JourneyList>> {
    const question = { ...query, list: 'journeys', asker: asker.login };
    const after = this.cursors.read(question, query.cursor);
    const { rows, text } = await this.page(asker, query, after);
    const action = query.q === undefined ? 'list' : 'search';
    const persons = await this.persons.read(
      asker,
      text.facts.map(({ journey: { journeyId, patientId } }) => ({ action, journeyId, patientId })),
    );
    const last = rows.at(query.limit - 1);
    const next =
      rows.length > query.limit && last ? this.cursors.write(question, { value: JSON.stringify(last.keys), id: last.journeyId }) : null;
    return text.with(persons, language, next);
  }

  /** What is known, without persons. Shared between askers of the same scope for as long as nothing has changed and the figures are fresh. */
  private async page(asker: Asker, query: JourneysQueryInput, after: Position | null): Promise<KnownPage> {
    const now = this.clock.now();
    if (query.q !== undefined || query.limit > sharedUpTo) return this.readPage(asker, query, after, now);
    const [head] = await this.dataSource.query(headSql);
    const question = JSON.stringify([asker.role, asker.organisation, { ...query, cursor: undefined }, after]);
    return this.shared.get(question, head.position, now.getTime(), () => this.readPage(asker, query, after, now));
  }

  private async readPage(asker: Asker, query: JourneysQueryInput, after: Position | null, now: Date): Promise<KnownPage> {
    const at = query.asOf ? new Date(query.asOf) : now;
    return this.dataSource.transaction('REPEATABLE READ', async (em) => {
      const search = query.q === undefined ? null : await this.search(em, asker, query.q);
      const { clocks } = this.policies.at(at.toISOString());
      const municipalities = municipalitiesByName(this.region);
      const { sql, values } = journeyPageSql({ asker, query, now, at, after, search, municipalities, clocks });
      const [{ cells, rows }]: [JourneyPage] = await em.query(sql, values);
      const facts = await readFacts(em, rows.slice(0, query.limit), query.asOf);
      const unitIds = facts.flatMap((f) => [...f.journey.legs.map((leg) => leg.unitId), f.cause?.cause.detail.unitId ?? null]);
      const names = namesOf(this.region, await readUnitNames(em, unitIds));
      return { rows, text: new PageText(facts, names, figuresOf(cells, query, at), asker.role, at, clocks) };
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
