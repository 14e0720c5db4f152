// What is said and known of a person.

export interface Identifier {
  /** Identity domain, for instance the OID of personnummer. */
  readonly authority: string;
  readonly value: string;
}

export interface Identity {
  readonly familyName: string | null;
  readonly givenName: string | null;
  /** 12 digits; null when the person has none known. */
  readonly personnummer: string | null;
  /** YYYY-MM-DD */
  readonly birthDate: string | null;
  readonly address: string | null;
  readonly phone: string | null;
}

export interface PersonRecord {
  readonly patientId: string;
  readonly protected: boolean;
  readonly erased: boolean;
  readonly identity: Identity | null;
}

/** What a message says of a person. */
export interface Statement {
  readonly patientId: string;
  readonly identity: Identity;
  readonly protectedHint: boolean;
  readonly statedAt: Date;
}

export type Resolution = { readonly patientId: string } | { readonly conflict: readonly string[] };
