// What municipalities decide differently about giving places: data, never code. One policy per municipality, a default for the rest.
import type { PriorityClass } from '#contracts';

/** What may decide between two places for the same person, in the order a policy lists them. */
export type RankKey = 'holdable' | 'needs' | 'kind' | 'wish' | 'free-from' | 'cost' | 'distance';

export interface PlacementPolicy {
  readonly version: string;
  /** A hold without an end lapses after this long: a place that nobody uses must not stay out of reach. */
  readonly holdHours: number;
  readonly maxHoldHours: number;
  /** "No answer counts as no" after this long. */
  readonly answerHours: number;
  readonly maxAnswerHours: number;
  /** Who goes first. Those in hospital or short-term care stand before those who wait at home. */
  readonly priorities: readonly PriorityClass[];
  /** A decision on special housing must be carried out within three months; from this age the request moves up. */
  readonly nearThreeMonthsDays: number;
  /** Need goes before wish: `needs` stands before `wish`. */
  readonly rankBy: readonly RankKey[];
  /** Municipalities whose places may be held besides one's own, by agreement. */
  readonly agreements: readonly string[];
  /** A place that lacks a needed feature can be held all the same, and the lack is shown. */
  readonly holdWithUnmetNeeds: boolean;
}

export const defaultPolicy: PlacementPolicy = {
  version: 'default-1',
  holdHours: 4,
  maxHoldHours: 72,
  answerHours: 24,
  maxAnswerHours: 168,
  priorities: ['urgent', 'near-three-months', 'hospital', 'short-term', 'ordinary'],
  nearThreeMonthsDays: 75,
  rankBy: ['holdable', 'needs', 'kind', 'wish', 'free-from', 'cost', 'distance'],
  agreements: [],
  holdWithUnmetNeeds: true,
};

export interface PolicyBook {
  readonly default: PlacementPolicy;
  readonly byMunicipality: Readonly<Record<string, PlacementPolicy>>;
}
export const defaultPolicyBook: PolicyBook = { default: defaultPolicy, byMunicipality: {} };

export const policyFor = (book: PolicyBook, municipality: string): PlacementPolicy => book.byMunicipality[municipality] ?? book.default;
