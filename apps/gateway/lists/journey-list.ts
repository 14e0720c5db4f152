// The queue: one page with its figures, the persons in it, and the log of who was shown, in one transaction.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, JourneyList } from '#contracts';
import { AccessLog, CLOCK, type Clock, PersonVault, REGION, type Region } from '#platform';
import { localDate } from '#domain';
import { DataSource, type EntityManager } from 'typeorm';
import { seesNames } from '../scope.ts';
import { journeyItem } from '../views/journey-item.ts';
import { type Language, municipalitiesByName, namesOf } from '../views/names.ts';
import { countFamilyNames, personBrief } from '../views/person-brief.ts';
import { Cursors } from './cursor.ts';
import { readFacts, readUnitNames } from './journey-facts.ts';
import { isUnbounded, type JourneysQueryInput } from './journey-filter.ts';
import { journeyPageSql, readPage } from './journey-page.ts';
import { caseRefIn, containing, type Search, wardsNamed } from './journey-search.ts';

/** Above this many journeys, lists over everything that ever closed are counted but not split by facet. */
const facetsUpTo = 50_000;

@Injectable()
export class JourneyLists {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(PersonVault) private readonly vault: PersonVault,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  async list(asker: Asker, query: JourneysQueryInput, language: Language): Promise<JourneyList> {
    const question = { ...query, list: 'journeys', asker: asker.login };
    const after = this.cursors.read(question, query.cursor);
    const now = this.clock.now();
    const at = query.asOf ? new Date(query.asOf) : now;
    return this.dataSource.transaction(async (em) => {
      const { sql, values } = journeyPageSql({
        asker,
        query,
        now,
        at,
        after,
        search: query.q === undefined ? null : await this.search(em, asker, query.q),
        municipalities: municipalitiesByName(this.region),
        withFacets: !isUnbounded(query.state) || (await journeyCountIsSmall(em)),
      });
      const [row] = await em.query(sql, values);
      const page = readPage(row as Record<string, unknown>);
      const rows = page.rows.slice(0, query.limit);
      const facts = await readFacts(em, rows, query.asOf);
      const names = namesOf(
        this.region,
        await readUnitNames(
          em,
          facts.flatMap((f) => unitIdsOf(f.journey)),
        ),
      );
      const persons = await this.vault.read(em, seesNames(asker.role) ? facts.map((f) => f.journey.patientId) : []);
      const family = (patientId: string) => persons.get(patientId)?.identity?.familyName ?? null;
      const shown = facts.map((f) => ({
        facts: f,
        person: personBrief(persons.get(f.journey.patientId), f.journey.protectedIdentity, asker.role, localDate(at.getTime())),
      }));
      const named = shown
        .filter((s) => s.person.masked === null && s.facts.journey.state !== 'closed')
        .map((s) => s.facts.journey.patientId);
      const others = countFamilyNames(named.map((patientId) => ({ patientId, family: family(patientId) })));
      const items = shown.map(({ facts: f, person }) => {
        const sameFamilyName = person.masked === null ? others(f.journey.patientId, family(f.journey.patientId)) : 0;
        return journeyItem(f, { ...person, sameFamilyName }, at.toISOString(), names, language);
      });
      const last = rows.at(-1);
      const next = page.rows.length > query.limit && last ? this.cursors.write(question, { value: last.key, id: last.journeyId }) : null;
      // Last in the transaction: the log has one writer at a time.
      const action = query.q === undefined ? 'list' : 'search';
      await this.accessLog.write(
        em,
        asker,
        facts.map((f) => ({ action, journeyId: f.journey.journeyId, patientId: f.journey.patientId })),
      );
      return { items, next, total: page.total, at: at.toISOString(), summary: page.summary, facets: page.facets };
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

const unitIdsOf = (journey: { legs: readonly { unitId: string | null }[] }) => journey.legs.map((leg) => leg.unitId);

async function journeyCountIsSmall(em: EntityManager): Promise<boolean> {
  const [row] = await em.query(`select reltuples from pg_class where oid = 'gateway.journey'::regclass`);
  return Number(row.reltuples) < facetsUpTo;
}
