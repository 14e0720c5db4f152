// Words for the code lists of the contracts. Each list is checked against its type: a new code does not compile until it has a word.
import type {
  AlertRuleId,
  AlertState,
  CareKind,
  GateCode,
  JourneyMark,
  JourneyState,
  LostTo,
  PlaceFeature,
  PlaceStatus,
  PriorityClass,
  UserRole,
} from '#contracts';
import type { Same } from '../same.ts';

type Words<Code extends string> = Record<Code, string>;

const kind = {
  inpatient: 'Slutenvård',
  'short-term': 'Korttidsboende',
  'special-housing': 'Särskilt boende',
  'lss-housing': 'LSS-bostad',
  'home-with-care': 'Hem med insats',
  home: 'Hem utan insats',
  'post-acute': 'Eftervårdsplats',
  'hospital-at-home': 'Slutenvård i hemmet',
  'mobile-team': 'Mobilt team',
  rehabilitation: 'Rehabilitering',
  hospice: 'Palliativ enhet',
} satisfies Words<CareKind>;
const kindShort = {
  inpatient: 'Sjukhus',
  'short-term': 'Korttid',
  'special-housing': 'SäBo',
  'lss-housing': 'LSS',
  'home-with-care': 'Hemtjänst',
  home: 'Hem',
  'post-acute': 'Eftervård',
  'hospital-at-home': 'Vård hemma',
  'mobile-team': 'Mobilt team',
  rehabilitation: 'Rehab',
  hospice: 'Palliativ',
} satisfies Words<CareKind>;
const state = {
  expected: 'Väntas in',
  admitted: 'Inskriven',
  planning: 'Planering',
  'discharge-ready': 'Utskrivningsklar',
  'in-transfer': 'Under flytt',
  intermediate: 'På korttidsplats',
  settled: 'I varaktigt boende',
  closed: 'Avslutad',
} satisfies Words<JourneyState>;
const mark = {
  'on-leave': 'På permission',
  interrupted: 'Avbruten',
  readmitted: 'Återinskriven',
  deceased: 'Avliden',
  cancelled: 'Återkallad',
  merged: 'Sammanförd',
} satisfies Words<JourneyMark>;
const cause = { capacity: 'Plats', process: 'Process', person: 'Person', unknown: 'Okänd' } satisfies Words<LostTo>;
const causeLong = { capacity: 'plats saknas', process: 'process', person: 'personens val', unknown: 'okänd orsak' } satisfies Words<LostTo>;
const gate = {
  'no-place': 'Saknar plats',
  'needs-assessment-missing': 'Bedömning saknas',
  'place-free-not-matched': 'Ledig plats finns, ej matchad',
  'no-weekend-intake': 'Enheten tar inte emot på helg',
  'hold-not-used': 'Reserverad, ej erbjuden',
  'offer-unanswered': 'Erbjudande obesvarat',
  'move-in-pending': 'Inflyttning väntar',
  'home-ready-item-missing': 'Ej hemgångsklar',
  'discharge-pending': 'Utskrivning väntar',
  'offer-declined': 'Tackat nej',
  'own-wish': 'Eget önskemål',
} satisfies Words<GateCode>;
const feature = {
  dementia: 'Demensboende',
  lift: 'Taklyft',
  'single-room': 'Enkelrum',
  'ground-floor': 'Markplan',
  finnish: 'Finska talas',
  'infection-room': 'Isoleringsrum',
  oxygen: 'Syrgas',
  couple: 'Parboende',
} satisfies Words<PlaceFeature>;
/** Beside the short name of a kind: "SäBo demens". */
const featureShort = {
  dementia: 'demens',
  lift: 'lyft',
  'single-room': 'enkelrum',
  'ground-floor': 'markplan',
  finnish: 'finska',
  'infection-room': 'isolering',
  oxygen: 'syrgas',
  couple: 'par',
} satisfies Words<PlaceFeature>;
const priority = {
  urgent: 'brådskande',
  hospital: 'från sjukhus',
  'short-term': 'från korttidsplats',
  'near-three-months': 'nära tre månader',
  ordinary: 'ordinarie',
} satisfies Words<PriorityClass>;
const place = {
  free: 'Ledig',
  held: 'Reserverad',
  offered: 'Erbjuden',
  accepted: 'Tackat ja',
  occupied: 'Upptagen',
} satisfies Words<PlaceStatus>;
const alertState = {
  new: 'Nytt',
  acknowledged: 'Kvitterat',
  assigned: 'Tilldelat',
  snoozed: 'Snoozat',
  resolved: 'Löst',
} satisfies Words<AlertState>;
const rule = {
  'short-term-shortage': 'Flaskhals korttid',
  'short-term-shortage-ahead': 'Brist på väg',
  'wait-over-limit': 'Väntan över gräns',
  'source-silent': 'Datakälla tyst',
} satisfies Words<AlertRuleId>;
const role = { coordinator: 'Samordnare', placement: 'Placering', manager: 'Chef', operator: 'Drift' } satisfies Words<UserRole>;
const closure = { staffing: 'bemanning', maintenance: 'underhåll', infection: 'smitta', other: 'annat skäl' };
const decline = {
  'other-municipality': 'Önskar annan kommun',
  'other-unit': 'Önskar annat boende',
  'wants-home': 'Vill hem',
  'relatives-object': 'Närstående säger nej',
  'no-answer': 'Inget svar',
  'not-suitable': 'Platsen passar inte',
  other: 'Annat skäl',
};
const item = {
  medicines: 'Läkemedel, lista och recept',
  aids: 'Hjälpmedel',
  information: 'Information till patient och närstående',
  'home-care-ordered': 'Insatser beställda',
  transport: 'Transport',
};
const badge = { within: 'Inom gräns', near: 'Nära gräns', over: 'Över gräns' };
const badgeShort = { within: 'Inom', near: 'Nära', over: 'Över' };
const track = { green: 'Grönt spår', yellow: 'Gult spår', red: 'Rött spår' };
const severity = { '1': 'Normal', '2': 'Ansträngt', '3': 'Allvarligt', '4': 'Kritiskt' };
const gateState = { shut: 'stängd', part: 'öppnas', open: 'öppen', todo: 'väntar på åtgärd' };
const clock = {
  'admission-notice': 'Inskrivningsmeddelande',
  'planning-basis': 'Planeringsunderlag',
  'discharge-after-ready': 'Klar till utskriven',
  'onward-move': 'Klar att flytta vidare',
};
const clockNote = {
  'admission-notice': 'inom 24 tim från inskrivning',
  'planning-basis': 'inom 48 tim från meddelandet',
  'discharge-after-ready': 'mål nästa dag, gräns 72 tim',
  'onward-move': 'mål nästa dag, gräns 72 tim',
};
const message = { stored: 'Lagrat', ignored: 'Utan betydelse', duplicate: 'Dubblett', quarantined: 'Karantän', refused: 'Avvisat' };

export const sv = {
  kind,
  kindShort,
  state,
  mark,
  cause,
  causeLong,
  gate,
  feature,
  featureShort,
  priority,
  place,
  alertState,
  rule,
  role,
  closure,
  decline,
  item,
  badge,
  badgeShort,
  track,
  severity,
  gateState,
  clock,
  clockNote,
  message,
};

export const en: Same<typeof sv> = {
  kind: {
    inpatient: 'Hospital',
    'short-term': 'Short-term care',
    'special-housing': 'Special housing',
    'lss-housing': 'LSS housing',
    'home-with-care': 'Home with care',
    home: 'Home without care',
    'post-acute': 'Post-acute bed',
    'hospital-at-home': 'Hospital at home',
    'mobile-team': 'Mobile team',
    rehabilitation: 'Rehabilitation',
    hospice: 'Palliative unit',
  },
  kindShort: {
    inpatient: 'Hospital',
    'short-term': 'Short-term',
    'special-housing': 'Special',
    'lss-housing': 'LSS',
    'home-with-care': 'Home care',
    home: 'Home',
    'post-acute': 'Post-acute',
    'hospital-at-home': 'At home',
    'mobile-team': 'Mobile team',
    rehabilitation: 'Rehab',
    hospice: 'Palliative',
  },
  state: {
    expected: 'Expected',
    admitted: 'Admitted',
    planning: 'Planning',
    'discharge-ready': 'Ready for discharge',
    'in-transfer': 'In transfer',
    intermediate: 'In short-term care',
    settled: 'Settled',
    closed: 'Closed',
  },
  mark: {
    'on-leave': 'On leave',
    interrupted: 'Interrupted',
    readmitted: 'Readmitted',
    deceased: 'Deceased',
    cancelled: 'Cancelled',
    merged: 'Merged',
  },
  cause: { capacity: 'Place', process: 'Process', person: 'Person', unknown: 'Unknown' },
  causeLong: { capacity: 'no place', process: 'process', person: 'own choice', unknown: 'cause not known' },
  gate: {
    'no-place': 'No place',
    'needs-assessment-missing': 'Assessment missing',
    'place-free-not-matched': 'A place is free, not matched',
    'no-weekend-intake': 'No moving in at weekends',
    'hold-not-used': 'Held, not offered',
    'offer-unanswered': 'Offer unanswered',
    'move-in-pending': 'Moving in is pending',
    'home-ready-item-missing': 'Not ready for home',
    'discharge-pending': 'Discharge is pending',
    'offer-declined': 'Offer declined',
    'own-wish': 'Own wish',
  },
  featureShort: {
    dementia: 'dementia',
    lift: 'lift',
    'single-room': 'single',
    'ground-floor': 'ground',
    finnish: 'Finnish',
    'infection-room': 'isolation',
    oxygen: 'oxygen',
    couple: 'couple',
  },
  feature: {
    dementia: 'Dementia',
    lift: 'Ceiling lift',
    'single-room': 'Single room',
    'ground-floor': 'Ground floor',
    finnish: 'Finnish spoken',
    'infection-room': 'Infection room',
    oxygen: 'Oxygen',
    couple: 'Couple',
  },
  priority: {
    urgent: 'urgent',
    hospital: 'from hospital',
    'short-term': 'from short-term care',
    'near-three-months': 'near three months',
    ordinary: 'ordinary',
  },
  place: { free: 'Free', held: 'Held', offered: 'Offered', accepted: 'Accepted', occupied: 'Occupied' },
  alertState: { new: 'New', acknowledged: 'Acknowledged', assigned: 'Assigned', snoozed: 'Snoozed', resolved: 'Resolved' },
  rule: {
    'short-term-shortage': 'Short-term bottleneck',
    'short-term-shortage-ahead': 'Shortage ahead',
    'wait-over-limit': 'Wait over the limit',
    'source-silent': 'Source silent',
  },
  role: { coordinator: 'Coordinator', placement: 'Placement', manager: 'Manager', operator: 'Operations' },
  closure: { staffing: 'staffing', maintenance: 'maintenance', infection: 'infection', other: 'other reason' },
  decline: {
    'other-municipality': 'Wants another municipality',
    'other-unit': 'Wants another unit',
    'wants-home': 'Wants to go home',
    'relatives-object': 'Relatives object',
    'no-answer': 'No answer',
    'not-suitable': 'The place does not suit',
    other: 'Other reason',
  },
  item: {
    medicines: 'Medicines, list and prescriptions',
    aids: 'Aids',
    information: 'Information to patient and relatives',
    'home-care-ordered': 'Home care ordered',
    transport: 'Transport',
  },
  badge: { within: 'Within limit', near: 'Near limit', over: 'Over limit' },
  badgeShort: { within: 'Within', near: 'Near', over: 'Over' },
  track: { green: 'Green track', yellow: 'Yellow track', red: 'Red track' },
  severity: { '1': 'Normal', '2': 'Strained', '3': 'Serious', '4': 'Critical' },
  gateState: { shut: 'shut', part: 'opening', open: 'open', todo: 'waiting for an act' },
  clock: {
    'admission-notice': 'Admission notice',
    'planning-basis': 'Planning basis',
    'discharge-after-ready': 'Ready to discharged',
    'onward-move': 'Ready to move on',
  },
  clockNote: {
    'admission-notice': 'within 24 h of admission',
    'planning-basis': 'within 48 h of the notice',
    'discharge-after-ready': 'goal next day, limit 72 h',
    'onward-move': 'goal next day, limit 72 h',
  },
  message: { stored: 'Stored', ignored: 'Of no concern', duplicate: 'Duplicate', quarantined: 'Quarantine', refused: 'Refused' },
};
