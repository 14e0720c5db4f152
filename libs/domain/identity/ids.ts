// Ids that follow from other ids, so that every role and every replay finds the same ones without asking.
import { hash32 } from './hash.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Leaves room for what leg and wait ids append, within the 64 characters an id may have. */
const longestId = 56;

/** The journey of a visit. Two visit ids never share a journey id: `v-1` gives `j-1`, any other id x gives `j:x`. */
export function journeyIdOf(visitId: string): string {
  const id = visitId.startsWith('v-') ? `j-${visitId.slice(2)}` : `j:${visitId}`;
  return id.length <= longestId ? id : `${id.slice(0, longestId - 17)}:${hex(hash32(id))}${hex(hash32(id, 1))}`;
}

/** The reference people say aloud: `Ä-` and five characters that cannot be mistaken for each other (no I, L, O, U). */
export function caseRefOf(journeyId: string): string {
  let number = hash32(journeyId);
  let text = '';
  for (let i = 0; i < 5; i++) {
    text = crockford[number & 31] + text;
    number >>>= 5;
  }
  return `Ä-${text}`;
}

const hex = (number: number) => number.toString(16).padStart(8, '0');
