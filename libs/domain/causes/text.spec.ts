import { placementPolicy } from '../policy/shipped.fixture.ts';
import { GateCode, type Cause } from '#contracts';
import { causeOf } from './cause.ts';
import { monday, place, stage, unit, waiter } from './staged.ts';
import { causeWords, type Names } from './text.ts';

const names: Names = {
  unit: (id) => ({ ekbacken: 'Ekbacken' })[id] ?? null,
  municipality: (code) => ({ 1382: 'Falkenberg' })[code] ?? null,
  facility: (id) => ({ HSV: 'Hallands sjukhus Varberg' })[id] ?? null,
};
const berit = waiter('berit', '11-17 06:05', ['short-term']);
const plain: Cause = {
  kind: 'process',
  gate: 'discharge-pending',
  chain: [],
  owner: { role: 'ward', organisation: 'HSV' },
  detail: { items: [], until: null, placeId: null, unitId: null },
};

describe('a cause in words', () => {
  it('names what is missing, the act, and who owns it', () => {
    const cause = causeOf(berit.wait!, stage({ places: [place('ekbacken:1', 'short-term')], waiters: [berit] }), monday, placementPolicy);
    expect(causeWords(cause, 'sv', names)).toEqual({
      text: 'Saknar plats på korttidsboende',
      nextStep: 'Pröva annan kommun eller eftervårdsplats',
      owner: 'Placering Falkenberg',
    });
    expect(causeWords(cause, 'en', names).text).toBe('No place in short-term housing');
  });

  it('points at the root of the chain, or at the day a place is known to open', () => {
    const closed = place('hamnvakten:1', 'special-housing', {
      status: 'free',
      closure: { reason: 'maintenance', since: '2026-11-01T08:00:00.000Z', expectedEndOn: null },
    });
    const resident = waiter('a', '11-10 08:00', ['special-housing'], {}, 'short-term');
    const chained = causeOf(
      berit.wait!,
      stage({ places: [place('ekbacken:1', 'short-term'), closed], waiters: [berit, resident] }),
      monday,
      placementPolicy,
    );
    expect(causeWords(chained, 'sv', names).nextStep).toBe('Fråga om 1 stängda platser kan öppna: särskilt boende i Falkenberg');
    const units = [unit('ekbacken', 'short-term', { expectedVacancies: [{ at: '2026-11-24T09:00:00.000Z', places: 1 }] })];
    const opening = causeOf(
      berit.wait!,
      stage({ units, places: [place('ekbacken:1', 'short-term')], waiters: [berit] }),
      monday,
      placementPolicy,
    );
    expect(causeWords(opening, 'sv', names).nextStep).toBe('Bevaka korttidsboende i Falkenberg, väntas ledig 2026-11-24');
  });

  it('tells the words that staff use', () => {
    const text = (more: Partial<Cause>) => causeWords({ ...plain, ...more }, 'sv', names);
    expect(text({ gate: 'place-free-not-matched' })).toMatchObject({ text: 'Ledig plats finns, ej matchad', nextStep: 'Matcha plats' });
    expect(text({ gate: 'home-ready-item-missing', detail: { ...plain.detail, items: ['medicines', 'transport'] } })).toEqual({
      text: 'Läkemedel inte klara och 1 till',
      nextStep: 'Gör klart: läkemedel, transport',
      owner: 'Avdelningen Hallands sjukhus Varberg',
    });
    expect(
      text({ gate: 'hold-not-used', detail: { ...plain.detail, until: '2026-11-23T11:00:00.000Z', unitId: 'ekbacken' } }).nextStep,
    ).toBe('Erbjud platsen på Ekbacken, reserverad till 2026-11-23 12:00');
    expect(
      text({
        gate: 'no-weekend-intake',
        owner: { role: 'unit', organisation: '1382' },
        detail: { ...plain.detail, until: '2026-11-22T23:00:00.000Z', unitId: 'ekbacken' },
      }),
    ).toEqual({
      text: 'Enheten tar inte emot på helg',
      nextStep: 'Inflyttning på Ekbacken från 2026-11-23',
      owner: 'Enhetschef Ekbacken',
    });
  });

  it('has words for every gate in both languages, and a step and an owner with each', () => {
    for (const gate of GateCode.options) {
      for (const lang of ['sv', 'en'] as const) {
        const words = causeWords({ ...plain, gate }, lang, names);
        expect(Object.values(words).every((word) => word.length > 3 && !word.includes('undefined') && !word.includes('null'))).toBe(true);
      }
    }
  });
});
