// One case: the page, the person's identity, and who has read it. Every read is logged in its own transaction.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, JourneyDetail, PersonDetail } from '#contracts';
import { localDate } from '#domain';
import { AccessLog, CLOCK, type Clock, PersonVault, Policies, ProblemError, REGION, type Region } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type * as z from 'zod';
import { Cursors } from '../lists/cursor.ts';
import { readFacts, readUnitNames } from '../lists/journey-facts.ts';
import { seesNames } from '../scope.ts';
import { journeyDetail } from '../views/journey-detail.ts';
import { type Language, namesOf } from '../views/names.ts';
import { maskOf, personBrief } from '../views/person-brief.ts';
import { readCauses, readHistory } from './case-history.ts';
import { findCase, type FoundCase, logDenied } from './find-case.ts';

@Injectable()
export class CaseFiles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(PersonVault) private readonly vault: PersonVault,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  async detail(asker: Asker, id: string, asOf: string | undefined, language: Language): Promise<JourneyDetail> {
    const at = asOf ? new Date(asOf) : this.clock.now();
    return this.withCase(asker, id, asOf, async (em, found) => {
      const [facts] = await readFacts(em, [found], asOf);
      if (!facts) return null;
      const persons = await this.vault.read(em, seesNames(asker.role) ? [found.patientId] : []);
      const person = personBrief(persons.get(found.patientId), facts.journey.protectedIdentity, asker.role, localDate(at.getTime()));
      const [causes, history] = [await readCauses(em, found.journeyId, asOf), await readHistory(em, found.journeyId, asOf)];
      const detailUnits = causes.flatMap((c) => [c.cause.detail.unitId, c.cause.owner.organisation]);
      const names = namesOf(this.region, await readUnitNames(em, [...facts.journey.legs.map((l) => l.unitId), ...detailUnits]));
      await this.accessLog.write(em, asker, [{ action: 'open', journeyId: found.journeyId, patientId: found.patientId }]);
      return journeyDetail({ ...facts, causes, history }, person, at.toISOString(), names, language, this.policies.at(at.toISOString()));
    });
  }

  async person(asker: Asker, id: string): Promise<z.infer<typeof PersonDetail>> {
    return this.withCase(asker, id, undefined, async (em, found) => {
      const [row] = await em.query('select protected from gateway.journey where journey_id = $1', [found.journeyId]);
      const person = (await this.vault.read(em, [found.patientId])).get(found.patientId);
      await this.accessLog.write(em, asker, [{ action: 'identity', journeyId: found.journeyId, patientId: found.patientId }]);
      const masked = maskOf(person, Boolean(row?.protected), asker.role);
      if (masked || !person?.identity) return { name: null, personnummer: null, masked };
      const { familyName, givenName, personnummer } = person.identity;
      return { name: [familyName, givenName].filter(Boolean).join(', ') || null, personnummer, masked: null };
    });
  }

  async accessLines(asker: Asker, id: string, page: { limit: number; cursor?: string }) {
    const question = { list: 'access-log', id, asker: asker.login };
    const after = this.cursors.read(question, page.cursor);
    return this.withCase(asker, id, undefined, async (em, found) => {
      const rows: { id: string; at: Date; login: string; role: string; organisation: string; action: string; purpose: string }[] =
        await em.query(
          `select id, at, login, role, organisation, action, purpose from persons.access_log
         where journey_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
          [found.journeyId, after?.id ?? null, page.limit + 1],
        );
      const [{ total }] = await em.query('select count(*)::int as total from persons.access_log where journey_id = $1', [found.journeyId]);
      await this.accessLog.write(
        em,
        asker,
        [{ action: 'open', journeyId: found.journeyId, patientId: found.patientId }],
        'review of access log',
      );
      const shown = rows.slice(0, page.limit);
      const items = shown.map((r) => ({
        at: r.at.toISOString(),
        who: r.login,
        role: r.role,
        unit: r.organisation,
        action: r.action,
        purpose: r.purpose,
      }));
      const last = shown.at(-1);
      return {
        items,
        next: rows.length > page.limit && last ? this.cursors.write(question, { value: null, id: last.id }) : null,
        total: total as number,
      };
    });
  }

  /** Destroys the key of the case's person and the raw messages about the person; the case itself stays, and means nobody. */
  async erasePerson(asker: Asker, id: string): Promise<{ erased: boolean; rawMessages: number }> {
    return this.withCase(asker, id, undefined, async (em, found) => {
      const rawMessages = await forgetRaw(em, await this.vault.traces(em, found.patientId));
      const erased = await this.vault.erase(em, found.patientId, this.clock.now());
      await this.accessLog.write(em, asker, [{ action: 'erase', journeyId: found.journeyId, patientId: found.patientId }], 'erasure');
      return { erased, rawMessages };
    });
  }

  private async withCase<T>(
    asker: Asker,
    id: string,
    asOf: string | undefined,
    read: (em: EntityManager, found: FoundCase) => Promise<T | null>,
  ): Promise<T> {
    const result = await this.dataSource.transaction(async (em) => {
      const found = await findCase(em, asker, id, this.clock.now(), asOf);
      const answer = found && (await read(em, found));
      if (answer === null) await logDenied(em, this.accessLog, asker, id);
      return answer;
    });
    if (result === null) throw new ProblemError('not-found');
    return result;
  }
}

/** Asked of intake by the function it offers for this; where intake has a database of its own there is none here. */
async function forgetRaw(em: EntityManager, traces: readonly string[]): Promise<number> {
  const [{ offered }] = await em.query(`select to_regprocedure('intake.forget_raw(text[])') is not null as offered`);
  if (!offered || traces.length === 0) return 0;
  const [{ messages }] = await em.query('select intake.forget_raw($1) as messages', [traces]);
  return messages as number;
}
