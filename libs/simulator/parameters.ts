// Every figure of the made-up Halland, as data. "Region": the region's own material on nära vård, 2023. "Orientation": the team's working
// figures for a Halland-like flow. "Assumption": ours, chosen so that the whole holds together: 39-49 people ready in hospital on a day.

export interface Parameters {
  /** Days of history that are shown. */
  readonly days: number;
  /** Days simulated before that, so that wards and short-term homes are not empty on the first day. */
  readonly warmUpDays: number;
  readonly arrivals: {
    /** Admissions a day of people who will need municipal care: 19 % of 123 (orientation). */
    readonly withNeed: number;
    /** Other admissions a day (81 % of 123), of which only `backgroundShare` is told, to keep the filling short. */
    readonly background: number;
    readonly backgroundShare: number;
    /** Monday..Sunday (assumption). */
    readonly weekday: readonly number[];
  };
  /** Of those who go straight home, only this share is told when they came longer ago than these days: they are three in four and hold nobody up, and the filling takes as long as it is told. */
  readonly homeGoingTold: { readonly olderThanDays: number; readonly share: number };
  readonly stay: Record<'withNeed' | 'background', { readonly medianDays: number; readonly sigma: number }>;
  readonly hospital: {
    readonly diesShare: number;
    readonly transferShare: number;
    readonly withdrawnShare: number;
    /** Who spends a night or two at home before being ready; told live only. */
    readonly leaveShare: number;
    /** Of those going home: who leaves on the very day. */ readonly sameDayShare: number;
    readonly readyWeekday: readonly number[];
  };
  /** What somebody ready needs. Orientation says 72 / 20 / 8 %; the three points taken from special housing are people who live there already and go back without a wait. */

  readonly need: Readonly<Record<'home-with-care' | 'short-term' | 'special-housing', number>>;
  readonly respite: { readonly perDay: number; readonly days: readonly number[] };
  readonly shortTerm: {
    readonly briefShare: number;
    readonly briefMeanDays: number;
    readonly longMedianDays: number;
    readonly longSigma: number;
    readonly exits: Readonly<Record<'home' | 'special-housing' | 'hospital' | 'dead', number>>;
    readonly occupiedAtStart: number;
  };
  readonly specialHousing: { readonly vacanciesPerDay: number; readonly fromHomeShare: number; readonly freeAtStart: number };
  /** Share of a weekday's moves that happen on a Saturday or Sunday. */
  readonly weekend: { readonly discharge: number; readonly moveIn: number };
  readonly declinedShare: number;
  readonly closures: { readonly perYear: number; readonly places: readonly [number, number]; readonly days: readonly [number, number] };
  readonly feed: {
    readonly late: number;
    readonly duplicate: number;
    readonly disorder: number;
    readonly cancelled: number;
    readonly merged: number;
  };
}

export const halland90: Parameters = {
  days: 90,
  warmUpDays: 30,
  arrivals: { withNeed: 23, background: 100, backgroundShare: 0.04, weekday: [1.12, 1.12, 1.1, 1.08, 0.95, 0.8, 0.83] },
  homeGoingTold: { olderThanDays: 10, share: 0.12 },
  stay: { withNeed: { medianDays: 5.5, sigma: 0.8 }, background: { medianDays: 2.6, sigma: 0.95 } },
  hospital: {
    diesShare: 0.04,
    transferShare: 0.25,
    withdrawnShare: 0.05,
    leaveShare: 0.03,
    sameDayShare: 0.45,
    readyWeekday: [0.95, 1.25, 1.15, 1.25, 1.35, 0.6, 0.45],
  },
  need: { 'home-with-care': 0.735, 'short-term': 0.215, 'special-housing': 0.05 },
  respite: { perDay: 1.5, days: [14, 7] },
  shortTerm: {
    briefShare: 0.4,
    briefMeanDays: 9,
    longMedianDays: 34,
    longSigma: 0.5,
    exits: { home: 0.45, 'special-housing': 0.35, hospital: 0.12, dead: 0.08 },
    occupiedAtStart: 0.96,
  },
  specialHousing: { vacanciesPerDay: 2.9, fromHomeShare: 0.1, freeAtStart: 0.004 },
  weekend: { discharge: 0.5, moveIn: 0.3 },
  declinedShare: 0.1,
  closures: { perYear: 6, places: [4, 8], days: [5, 14] },
  feed: { late: 0.02, duplicate: 0.005, disorder: 0.003, cancelled: 0.002, merged: 0.001 },
};
