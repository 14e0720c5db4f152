// The made-up people. Names are invented so that nobody can take them for somebody; identity numbers are official test numbers or, for
// most, none at all but a record number in a domain of the demo's own (authority SLUSS-DEMO). A person is made from a seed and an
// index, so that the filled history and the live traffic speak of the same people without keeping a register.
import { officialTestNumbers } from './official-test-numbers.ts';
import { randomFrom } from './random.ts';
import { drawMunicipality } from './region.ts';

/** Record numbers of the demo: an identity domain of its own, so that no number can be read as a personnummer. */
export const DEMO_AUTHORITY = 'SLUSS-DEMO';
/** Object identifier of personnummer in Swedish national contracts. */
export const PERSONNUMMER = '1.2.752.129.2.1.3.1';

export interface Identifier {
  readonly system: string;
  readonly value: string;
}

export interface MadeUpPerson {
  readonly index: number;
  readonly identifier: Identifier;
  readonly family: string;
  readonly given: string;
  readonly sex: 'F' | 'M';
  /** YYYY-MM-DD */
  readonly bornOn: string;
  readonly municipality: string;
  readonly protectedIdentity: boolean;
}

const families = (
  'Sagolund Påhittsson Exempelberg Låtsasgren Fabelqvist Drömstrand Testander Figurin Modellström Skuggborg Novellsson Dikthed ' +
  'Fantasell Prövander Månskensson Sagofors Mytvall Provgren Lekstedt Visboda Övningsson Rollén Teaterlund Kulissberg Trollstig ' +
  'Provlind Berättar Skådeby Exemplund Påhittmark Låtsasborg Fabelhag Drömvall Figurlind Modellhed Novellgren Diktander Mytström ' +
  'Lekander Sagobäck Kulissgren Rollberg Vishult Övningby Testhage Skuggsten Manuslund Scenhult Provstrand Fabelin'
).split(' ');

const givenF = (
  'Astrid Birgit Elsa Gunvor Ingrid Karin Maj-Britt Märta Rut Sigrid Solveig Ulla Vera Anna-Greta Barbro Dagny Elisabet Gerd Inga-Lill Kerstin ' +
  'Linnea Margit Siv Svea Viola Aina Berit Ebba Gudrun Hjördis'
).split(' ');
const givenM = (
  'Arne Bengt Einar Folke Gösta Holger Ivar Karl-Erik Lennart Nils Olle Ragnar Sven Tage Verner Allan Bertil Edvin Gunnar Harry ' +
  'Ingemar Knut Leif Manfred Rune Sixten Sture Torsten Valter Åke'
).split(' ');

/** Every eighth person carries an official test number, for as long as the list lasts; the others none. */
function identify(index: number): Identifier {
  const number = index % 8 === 0 ? officialTestNumbers[index / 8] : undefined;
  return number ? { system: PERSONNUMMER, value: number } : { system: DEMO_AUTHORITY, value: `D${String(100_000 + index)}` };
}

const dashed = (digits: string) => `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
const twoDigits = (n: number) => String(n).padStart(2, '0');

export function personAt(seed: string, index: number): MadeUpPerson {
  const r = randomFrom(`${seed}/person/${index}`);
  const identifier = identify(index);
  const numbered = identifier.system === PERSONNUMMER;
  // The last digit but one of a personnummer tells the sex registered at birth: even for women.
  const female = numbered ? Number(identifier.value[10]) % 2 === 0 : r.chance(0.56);
  const drawn = `${1930 + Math.floor(r.next() * r.next() * 34)}-${twoDigits(1 + r.int(12))}-${twoDigits(1 + r.int(28))}`;
  return {
    index,
    identifier,
    family: r.pick(families),
    given: r.pick(female ? givenF : givenM),
    sex: female ? 'F' : 'M',
    bornOn: numbered ? dashed(identifier.value) : drawn,
    municipality: drawMunicipality(r),
    protectedIdentity: r.chance(0.006),
  };
}

/** Who bears a number of the demo's: the way back from `personAt`. */
export function personOf(seed: string, { system, value }: Identifier): MadeUpPerson {
  return personAt(seed, system === PERSONNUMMER ? officialTestNumbers.indexOf(value) * 8 : Number(value.slice(1)) - 100_000);
}
