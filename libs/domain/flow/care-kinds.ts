// What each kind of care means. The one place that knows a kind by its name: everything else asks for a trait, so a new kind is a row here.
// Traits say what a kind is, and journeys are folded by them; who answers for it medically differs by place and year, and is policy (CarePolicy).
import type { CareKind } from '#contracts';

export interface CareTraits {
  readonly runBy: 'region' | 'municipality' | 'both' | 'none';
  /** Lasting care ends the journey, short care is on the way somewhere. */
  readonly stay: 'short' | 'lasting';
  readonly capacity: 'none' | 'beds' | 'places' | 'slots' | 'visits';
  /** A place must be given before the patient can come: placement opens a request. */
  readonly needsPlace: boolean;
  /** Between hospital and lasting housing, with a ready date and an onward target of its own. */
  readonly intermediate: boolean;
  /** Stands beside another leg and never replaces it. */
  readonly overlay: boolean;
  /** Arrangements at the receiving end are made by the municipality before the patient can leave. */
  readonly homeCareOrdered: boolean;
}

const place = { capacity: 'places', needsPlace: true, overlay: false, homeCareOrdered: false } as const;
const shortStay = { stay: 'short', intermediate: true } as const;
const lasting = { stay: 'lasting', intermediate: false } as const;

export const careKinds: { readonly [K in CareKind]: CareTraits } = {
  inpatient: {
    runBy: 'region',
    stay: 'short',
    capacity: 'beds',
    needsPlace: false,
    intermediate: false,
    overlay: false,
    homeCareOrdered: false,
  },
  'short-term': { ...place, ...shortStay, runBy: 'municipality' },
  'special-housing': { ...place, ...lasting, runBy: 'municipality' },
  'lss-housing': { ...place, ...lasting, runBy: 'municipality' },
  'home-with-care': {
    ...lasting,
    runBy: 'municipality',
    capacity: 'visits',
    needsPlace: false,
    overlay: false,
    homeCareOrdered: true,
  },
  home: {
    ...lasting,
    runBy: 'none',
    capacity: 'none',
    needsPlace: false,
    overlay: false,
    homeCareOrdered: false,
  },
  'post-acute': { ...place, ...shortStay, runBy: 'region' },
  'hospital-at-home': { ...place, ...shortStay, runBy: 'both', capacity: 'slots' },
  'mobile-team': {
    runBy: 'both',
    stay: 'lasting',
    capacity: 'slots',
    needsPlace: false,
    intermediate: false,
    overlay: true,
    homeCareOrdered: false,
  },
  rehabilitation: { ...place, ...shortStay, runBy: 'region' },
  hospice: { ...place, ...shortStay, runBy: 'region' },
};

export const traitsOf = (kind: CareKind): CareTraits => careKinds[kind];

/** The hospital's own kind: what an admission opens. */
export const hospitalKind: CareKind = 'inpatient';

/** The targets that a place must be found for, in order. */
export const placeTargets = (targets: readonly CareKind[]): CareKind[] => targets.filter((kind) => careKinds[kind].needsPlace);
