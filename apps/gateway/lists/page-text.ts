// One page of the queue as the text that is sent. What is known of the cases is written once per language; the persons are put in for each asker, and while
// they are the very same records for the next one, so is the text.
import type { ClockPolicy, JourneyList, UserRole } from '#contracts';
import { localDate } from '#domain';
import type { PersonRecord } from '#platform';
import { type JourneyFacts, journeyItem } from '../views/journey-item.ts';
import type { Language, Names } from '../views/names.ts';
import { countFamilyNames, personBrief } from '../views/person-brief.ts';
import type { Figures } from './cells.ts';

/** JSON of a `T`. */
export type JsonText<T> = string & { readonly of?: T };

type Persons = readonly (PersonRecord | undefined)[];

interface Written {
  readonly persons: Persons;
  readonly items: string;
}

export class PageText {
  private readonly rows = new Map<string, string>();
  private readonly written = new Map<Language, Written>();
  private readonly figures: string;

  constructor(
    readonly facts: readonly JourneyFacts[],
    private readonly names: Names,
    figures: Figures,
    /** All askers of one page have it. */
    private readonly role: UserRole,
    private readonly at: Date,
    private readonly clocks: readonly ClockPolicy[],
  ) {
    this.figures = JSON.stringify({ at: at.toISOString(), ...figures }).slice(1);
  }

  with(persons: ReadonlyMap<string, PersonRecord>, language: Language, next: string | null): JsonText<JourneyList> {
    const shown = this.facts.map(({ journey }) => persons.get(journey.patientId));
    return `{"items":[${this.items(shown, language)}],"next":${JSON.stringify(next)},${this.figures}`;
  }

  private items(persons: Persons, language: Language): string {
    const before = this.written.get(language);
    if (before?.persons.every((person, i) => person === persons[i])) return before.items;
    const items = this.write(persons, language);
    this.written.set(language, { persons, items });
    return items;
  }

  private write(persons: Persons, language: Language): string {
    const on = localDate(this.at.getTime());
    const briefs = this.facts.map(({ journey }, i) => personBrief(persons[i], journey.protectedIdentity, this.role, on));
    const named = this.facts.map(({ journey: { patientId, state } }, i) => ({
      patientId,
      family: briefs[i]!.masked === null && state !== 'closed' ? (persons[i]?.identity?.familyName ?? null) : null,
    }));
    const others = countFamilyNames(named);
    return this.facts
      .map(({ journey }, i) => {
        const sameFamilyName = briefs[i]!.masked === null ? others(journey.patientId, persons[i]?.identity?.familyName ?? null) : 0;
        const hidden = briefs[i]!.masked === 'protected';
        return `{"person":${JSON.stringify({ ...briefs[i], sameFamilyName })},${this.row(i, hidden, language)}`;
      })
      .join();
  }

  /** A row without its person and without the brace before it. */
  private row(i: number, hidden: boolean, language: Language): string {
    const key = `${language} ${i} ${hidden}`;
    let text = this.rows.get(key);
    if (text === undefined) {
      text = JSON.stringify(journeyItem(this.facts[i]!, hidden, this.at.toISOString(), this.names, language, this.clocks)).slice(1);
      this.rows.set(key, text);
    }
    return text;
  }
}
