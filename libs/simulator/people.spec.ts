import { officialTestNumbers } from './official-test-numbers.ts';
import { DEMO_AUTHORITY, PERSONNUMMER, personAt } from './people.ts';

const crowd = Array.from({ length: 4000 }, (_, i) => personAt('spec', i));

const luhnHolds = (twelve: string) =>
  Array.from(twelve)
    .slice(2)
    .reduce<number>((sum, digit, i) => {
      const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
      return sum + (doubled > 9 ? doubled - 9 : doubled);
    }, 0) %
    10 ===
  0;

describe('the made-up people', () => {
  it('carry official test numbers or no personnummer at all', () => {
    const official = new Set(officialTestNumbers);
    for (const { identifier } of crowd) {
      if (identifier.system === PERSONNUMMER) expect(official.has(identifier.value)).toBe(true);
      else {
        expect(identifier.system).toBe(DEMO_AUTHORITY);
        expect(identifier.value).toMatch(/^D\d{6}$/);
      }
    }
    expect(new Set(crowd.map((p) => p.identifier.value)).size).toBe(crowd.length);
  });

  it('has the published numbers copied without a slip', () => {
    expect(officialTestNumbers.length).toBe(284);
    expect(new Set(officialTestNumbers).size).toBe(officialTestNumbers.length);
    for (const number of officialTestNumbers)
      expect({ number, ok: /^19\d{10}$/.test(number) && luhnHolds(number) }).toEqual({ number, ok: true });
  });

  it('are the same people each time, of the age that needs municipal care, a few with protected identity', () => {
    expect(personAt('spec', 77)).toEqual(crowd[77]);
    expect(personAt('other', 77)).not.toEqual(crowd[77]);
    const years = crowd.map((p) => Number(p.bornOn.slice(0, 4)));
    expect(Math.min(...years)).toBeGreaterThanOrEqual(1930);
    expect(Math.max(...years)).toBeLessThan(1965);
    const hidden = crowd.filter((p) => p.protectedIdentity).length / crowd.length;
    expect(hidden).toBeGreaterThan(0.002);
    expect(hidden).toBeLessThan(0.012);
  });

  it('bear invented names: no family name of the Swedish name register is in the list', () => {
    const common = ['Andersson', 'Johansson', 'Karlsson', 'Nilsson', 'Eriksson', 'Larsson', 'Olsson', 'Persson', 'Svensson', 'Gustafsson'];
    for (const person of crowd) expect(common).not.toContain(person.family);
  });
});
