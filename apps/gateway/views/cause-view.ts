// The cause of a wait with its words. A protected person's cause loses what would tell where the person belongs.
import type { Cause, JourneyItem } from '#contracts';
import { causeWords } from '#domain';
import type { Language, Names } from './names.ts';

export function causeText(
  found: { cause: Cause; since: string },
  hidden: boolean,
  names: Names,
  language: Language,
): NonNullable<JourneyItem['cause']> {
  const cause = hidden ? withoutPlaces(found.cause) : found.cause;
  const words = causeWords(cause, language, names);
  return { ...cause, text: words.text, nextStep: words.nextStep, since: found.since, owner: { ...cause.owner, name: words.owner } };
}

/** The kind of care stays, its municipality and its figures go. */
const withoutPlaces = (cause: Cause): Cause => ({
  ...cause,
  chain: [],
  owner: { ...cause.owner, organisation: null },
  detail: { ...cause.detail, placeId: null, unitId: null },
});
