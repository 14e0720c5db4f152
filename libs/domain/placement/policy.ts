// What municipalities decide differently about giving places: policy, never code.
export type { PlacementPolicy, RankKey } from '#contracts';
