// History told afterwards, for the demo: many events in the order they became known, each with the time Sluss would have known it. They take
// the same way from JSON to facts as POST /intake/events; only the messages themselves are not kept, since nobody sent any.
import * as z from 'zod';
import type { CloudEvent, Fact } from '#contracts';
import { journeyIdOf } from '#domain';
import type { EventStore } from '#eventing';
import type { Identity, OpaqueIds, PersonVault, Statement } from '#platform';
import type { EntityManager } from 'typeorm';
import { visitKey } from './adt/visit.ts';
import type { IdentityDomain } from './mappings/mapping-schema.ts';
import { toldItem } from './http/told-event.ts';
import { settle } from './receiving/facts.ts';
import { PersonDirectory } from './receiving/person-directory.ts';

export interface ToldBefore {
  /** `data.person` may carry the names: `{ familyName, givenName, birthDate }`. */
  readonly event: CloudEvent;
  readonly recordedAt: string;
}

export interface BackfillParts {
  readonly vault: PersonVault;
  readonly store: EventStore;
  readonly ids: OpaqueIds;
  readonly identities: readonly IdentityDomain[];
}

const Names = z.object({ familyName: z.string(), givenName: z.string(), birthDate: z.string() }).partial();

/** The journey that began with this visit. */
export const journeyOfVisit = (ids: OpaqueIds, visit: { readonly system: string; readonly value: string }): string =>
  journeyIdOf(ids.of('visit', visitKey(visit.system, visit.value)));

/** In the caller's transaction. Answers how many facts it took, and why the others were refused. */
export async function backfillFacts(
  em: EntityManager,
  parts: BackfillParts,
  told: readonly ToldBefore[],
): Promise<{ facts: number; refused: string[] }> {
  const items = told.map(({ event, recordedAt }) => {
    const { person, ...data } = event.data;
    return { recordedAt, item: toldItem({ ...event, data }, parts), names: Names.safeParse(person).data ?? null };
  });
  const people = new PersonDirectory(parts.vault).session(
    em,
    items.flatMap(({ item }) => item.persons),
    new Date(told[0]?.recordedAt ?? 0),
  );
  await people.ready(new Map());
  const facts: Fact[] = [];
  const refused: string[] = [];
  const statements: Statement[] = [];
  for (const { item, recordedAt, names } of items) {
    const patientIds = item.status === 'stored' ? people.resolve(item.persons) : null;
    if (patientIds === null) {
      refused.push(item.fault?.text ?? 'identities conflict');
      continue;
    }
    if (names && patientIds[0])
      statements.push({
        patientId: patientIds[0],
        identity: identityOf(names, item.persons[0]!.identifiers),
        protectedHint: false,
        statedAt: new Date(recordedAt),
      });
    const by = {
      messageId: item.id,
      sourceId: item.sourceId ?? 'demo',
      recordedAt: new Date(recordedAt),
      patientIds,
      visitId: (visit: string) => parts.ids.of('visit', visit),
    };
    for (const [index, draft] of item.drafts.entries()) {
      const fact = settle(draft, index, by);
      if (fact.type === 'PersonStated' && fact.data.protectedIdentity)
        await em.query('update persons.person set protected = true where patient_id = $1', [fact.data.patientId]);
      if (fact.type === 'PatientsMerged') await people.merge(fact.data.survivorId, fact.data.mergedId);
      facts.push(fact);
    }
  }
  await people.flush(statements);
  await parts.store.appendMany(em, facts, ({ key }) => `fact-${key}`);
  return { facts: facts.length, refused };
}

const identityOf = (
  names: z.infer<typeof Names>,
  identifiers: readonly { readonly authority: string; readonly value: string }[],
): Identity => ({
  familyName: names.familyName ?? null,
  givenName: names.givenName ?? null,
  birthDate: names.birthDate ?? null,
  personnummer: identifiers.find((i) => /^\d{12}$/.test(i.value))?.value ?? null,
  address: null,
  phone: null,
});
