// Time badges as SQL needs them: the limits in force, per kind of wait. The rule itself is the domain's.
import { clockOfWait, hour, localDate, thresholdOn } from '#domain';
import type { CareKind, ClockPolicy } from '#contracts';

/** Hours between two instants; never negative (a source's clock may run ahead of ours). */
export const hoursBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 3_600_000);

const never = Number.MAX_SAFE_INTEGER / 2;

/** The moments before which a wait that began is near its limit, or over it. */
export function limitMoments(legKind: CareKind, at: Date, clocks: readonly ClockPolicy[]): { near: Date; over: Date } {
  const limits = thresholdOn(clockOfWait({ legKind }), localDate(at.getTime()), clocks);
  return {
    near: new Date(at.getTime() - (limits ? limits.nearHours * hour : never)),
    over: new Date(at.getTime() - (limits ? limits.overHours * hour : never)),
  };
}
