// A fact as the source tells it: persons by their place in the message's list, visits by their number. Which opaque ids they get is decided
// where they are stored; until then nothing in here touches a database.
import type { DataOf, FactType } from '#contracts';

/** Numbers of one person as the message gives them: domain and value, best first. */
export interface PersonNumbers {
  readonly identifiers: readonly { readonly authority: string; readonly value: string }[];
}

/** What identifies a person. Goes to the vault and nowhere else. */
export interface PersonDetails {
  readonly familyName: string | null;
  readonly givenName: string | null;
  readonly personnummer: string | null;
  readonly birthDate: string | null;
  readonly address: string | null;
  readonly phone: string | null;
}

export interface Person extends PersonNumbers {
  readonly details: PersonDetails | null;
  readonly protectedHint: boolean;
  readonly statedAt: string;
}

type PatientField = 'patientId' | 'survivorId' | 'mergedId' | 'fromPatientId' | 'toPatientId';
type VisitField = 'visitId' | 'fromVisitId' | 'toVisitId';

export interface Draft {
  readonly type: FactType;
  readonly occurredAt: string;
  /** The event's key: index of the person whose id it is, or an id that is known already. */
  readonly key: number | string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Field -> index into the message's persons. */
  readonly patients: Readonly<Partial<Record<PatientField, number>>>;
  /** Field -> visit domain and number, or null when the source sends none. */
  readonly visits: Readonly<Partial<Record<VisitField, string | null>>>;
}

type Own<E extends FactType> = Omit<DataOf<E>, PatientField | VisitField | 'sourceId'>;

export interface About {
  readonly person: number;
  readonly visit: string | null;
}

/** A fact about a person and a visit. */
export const about = <E extends FactType>(type: E, occurredAt: string, { person, visit }: About, data: Own<E>): Draft => ({
  type,
  occurredAt,
  key: person,
  data,
  patients: { patientId: person },
  visits: { visitId: visit },
});
