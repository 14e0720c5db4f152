// A cause in words: what is missing, what to do next, and who owns that step. Staff words; names of places and organisations are passed in.
import type { CareKind, Cause, Gate } from '#contracts';
import { localDate, localMoment, millisOf } from '../time/calendar.ts';
import { needsText } from '../placement/wording.ts';
import type { Language } from '../time/words.ts';

export interface Names {
  readonly unit: (unitId: string) => string | null;
  readonly municipality: (code: string) => string | null;
  readonly facility: (facilityId: string) => string | null;
}

export interface CauseWords {
  readonly text: string;
  readonly nextStep: string;
  readonly owner: string;
}

export function causeWords(cause: Cause, lang: Language, names: Names): CauseWords {
  const say = (sv: string, en: string) => (lang === 'sv' ? sv : en);
  return { text: textOf(cause, lang, say), nextStep: nextStepOf(cause, lang, names, say), owner: ownerOf(cause, lang, names) };
}

type Say = (sv: string, en: string) => string;

function textOf(cause: Cause, lang: Language, say: Say): string {
  switch (cause.gate) {
    case 'no-place': {
      const gate = cause.chain[0];
      return gate ? say(`Saknar plats på ${nameOf(gate, 'sv')}`, `No place in ${nameOf(gate, 'en')}`) : say('Saknar plats', 'No place');
    }
    case 'needs-assessment-missing':
      return say('Biståndsbeslut saknas', 'Decision on support is missing');
    case 'place-free-not-matched':
      return say('Ledig plats finns, ej matchad', 'A place is free but not matched');
    case 'no-weekend-intake':
      return say('Enheten tar inte emot på helg', 'The unit does not admit at weekends');
    case 'hold-not-used':
      return say('Reserverad plats inte använd', 'A held place is not used');
    case 'offer-unanswered':
      return say('Erbjudande obesvarat', 'An offer is unanswered');
    case 'move-in-pending':
      return say('Plats klar, inflyttning återstår', 'The place is ready, moving in remains');
    case 'home-ready-item-missing': {
      const [first, ...rest] = cause.detail.items.map((item) => itemWords[item][lang]);
      if (!first) return say('Hemgångsklar saknas', 'Not ready for home');
      return rest.length === 0 ? first : `${first} ${say(`och ${rest.length} till`, `and ${rest.length} more`)}`;
    }
    case 'discharge-pending':
      return say('Allt klart, utskrivning återstår', 'All is ready, discharge remains');
    case 'offer-declined':
      return say('Tackat nej till erbjuden plats', 'Declined the place offered');
    case 'own-wish':
      return say('Önskar annat boende', 'Wishes for another home');
  }
}

function nextStepOf(cause: Cause, lang: Language, names: Names, say: Say): string {
  const { until, unitId } = cause.detail;
  const unit = unitId === null ? null : names.unit(unitId);
  switch (cause.gate) {
    case 'no-place':
      return capacityStep(cause.chain, lang, names, say);
    case 'needs-assessment-missing':
      return cause.owner.role === 'assessor'
        ? say('Fatta biståndsbeslut', 'Decide on support')
        : say('Ange kommun och mål för patienten', "State the patient's municipality and target");
    case 'place-free-not-matched':
      return say('Matcha plats', 'Match a place');
    case 'no-weekend-intake':
      return until
        ? say(
            `Inflyttning${at(unit, ' på ')} från ${localDate(millisOf(until))}`,
            `Move in${at(unit, ' at ')} from ${localDate(millisOf(until))}`,
          )
        : say('Fråga om inflyttning på helg', 'Ask for weekend intake');
    case 'hold-not-used':
      return say(
        `Erbjud platsen${at(unit, ' på ')}${before(until, ', reserverad till ')}`,
        `Offer the place${at(unit, ' at ')}${before(until, ', held until ')}`,
      );
    case 'offer-unanswered':
      return say(`Inhämta svar${before(until, ', räknas som nej ')}`, `Get an answer${before(until, ', counts as no at ')}`);
    case 'move-in-pending':
      return say(`Bestäm inflyttning${at(unit, ' på ')}`, `Set the time of moving in${at(unit, ' at ')}`);
    case 'home-ready-item-missing': {
      const items = cause.detail.items.map((item) => itemNames[item][lang]).join(', ');
      return say(`Gör klart: ${items}`, `Complete: ${items}`);
    }
    case 'discharge-pending':
      return say('Skriv ut patienten', 'Discharge the patient');
    case 'offer-declined':
      return say('Nytt erbjudande efter samtal', 'New offer after talking it over');
    case 'own-wish':
      return say('Erbjud tillfällig plats i väntan på önskat boende', 'Offer a temporary place while waiting for the wished home');
  }
}

/** What can be done about a shortage: wait for a known opening, open what is closed at the root, or move those who are ready onward. */
function capacityStep(chain: readonly Gate[], lang: Language, names: Names, say: Say): string {
  const head = chain[0];
  const root = chain.at(-1);
  if (!head || !root) return say('Sök plats', 'Look for a place');
  const moving = root.onward ?? root.waiting;
  const where = (gate: Gate) => {
    const municipality = names.municipality(gate.municipality);
    return `${nameOf(gate, lang)}${municipality ? say(` i ${municipality}`, ` in ${municipality}`) : ''}`;
  };
  if (head.opensAt)
    return say(
      `Bevaka ${where(head)}, väntas ledig ${localDate(millisOf(head.opensAt))}`,
      `Watch ${where(head)}, expected free ${localDate(millisOf(head.opensAt))}`,
    );
  if (root !== head && root.state === 'todo')
    return say(`Flytta vidare ${moving} som väntar på ${where(root)}`, `Move on ${moving} who wait for ${where(root)}`);
  if (root.closed > 0)
    return say(
      `Fråga om ${root.closed} stängda platser kan öppna: ${where(root)}`,
      `Ask whether ${root.closed} closed places can open: ${where(root)}`,
    );
  if (root !== head)
    return say(`Sök plats för ${moving} som väntar på ${where(root)}`, `Look for places for ${moving} who wait for ${where(root)}`);
  return say('Pröva annan kommun eller eftervårdsplats', 'Try another municipality or a post-acute place');
}

/** Kind of place and what it must have: "särskilt boende (demensboende)". */
const nameOf = (gate: Gate, lang: Language): string => `${kindWords[gate.kind][lang]}${needsText(gate.needs, lang)}`;

function ownerOf({ owner, detail }: Cause, lang: Language, names: Names): string {
  const organisation = owner.organisation;
  const municipality = organisation === null ? null : names.municipality(organisation);
  const words = ownerWords[owner.role][lang];
  if (owner.role === 'unit') return `${words}${at(detail.unitId === null ? null : names.unit(detail.unitId), ' ')}`;
  if (owner.role === 'ward') return `${words}${at(organisation === null ? null : names.facility(organisation), ' ')}`;
  return `${words}${at(municipality, ' ')}`;
}

const at = (name: string | null, joint: string) => (name === null ? '' : `${joint}${name}`);

function before(until: string | null, joint: string): string {
  if (until === null) return '';
  const local = localMoment(millisOf(until));
  return `${joint}${local.date} ${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`;
}

type InWords = { readonly [L in Language]: string };

/** Kinds of care as they stand inside a sentence. */
export const kindWords: { readonly [K in CareKind]: InWords } = {
  inpatient: { sv: 'slutenvård', en: 'hospital' },
  'short-term': { sv: 'korttidsboende', en: 'short-term housing' },
  'special-housing': { sv: 'särskilt boende', en: 'special housing' },
  'lss-housing': { sv: 'LSS-bostad', en: 'LSS housing' },
  'home-with-care': { sv: 'hem med insats', en: 'home with care' },
  home: { sv: 'hem utan insats', en: 'home without care' },
  'post-acute': { sv: 'eftervårdsplats', en: 'post-acute care' },
  'hospital-at-home': { sv: 'slutenvårdsplats i hemmet', en: 'hospital at home' },
  'mobile-team': { sv: 'mobilt team', en: 'a mobile team' },
  rehabilitation: { sv: 'rehabilitering', en: 'rehabilitation' },
  hospice: { sv: 'palliativ enhet', en: 'hospice' },
};

type Item = Cause['detail']['items'][number];
const itemWords: { readonly [I in Item]: InWords } = {
  'home-care-ordered': { sv: 'Insatser inte beställda', en: 'Home care not ordered' },
  medicines: { sv: 'Läkemedel inte klara', en: 'Medicines not ready' },
  aids: { sv: 'Hjälpmedel saknas', en: 'Aids are missing' },
  information: { sv: 'Information till patienten återstår', en: 'Information to the patient remains' },
  transport: { sv: 'Transport inte bokad', en: 'Transport not booked' },
};
const itemNames: { readonly [I in Item]: InWords } = {
  'home-care-ordered': { sv: 'insatser beställda', en: 'home care ordered' },
  medicines: { sv: 'läkemedel', en: 'medicines' },
  aids: { sv: 'hjälpmedel', en: 'aids' },
  information: { sv: 'information', en: 'information' },
  transport: { sv: 'transport', en: 'transport' },
};

const ownerWords: { readonly [R in Cause['owner']['role']]: InWords } = {
  ward: { sv: 'Avdelningen', en: 'The ward' },
  placement: { sv: 'Placering', en: 'Placement' },
  unit: { sv: 'Enhetschef', en: 'Unit manager' },
  assessor: { sv: 'Biståndshandläggare', en: 'Needs assessor' },
  region: { sv: 'Regionen', en: 'The region' },
  operator: { sv: 'Driften', en: 'Operations' },
};
