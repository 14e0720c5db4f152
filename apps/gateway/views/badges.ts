// Time badges as SQL needs them: the limits in force, per kind of wait. The rule itself is the domain's.
import { clockOfWait, localDate, thresholdOn } from '#domain';
import type { CareKind } from '#contracts';

/** Hours between two instants; never negative (a source's clock may run ahead of ours). */
export const hoursBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 3_600_000);

/** The moments before which a wait that began is near its limit, or over it. */
export function limitMoments(legKind: CareKind, at: Date): { near: Date; over: Date } {
  const limits = thresholdOn(clockOfWait({ legKind }), localDate(at.getTime()));
  return {
    near: new Date(at.getTime() - (limits?.nearMs ?? Number.MAX_SAFE_INTEGER / 2)),
    over: new Date(at.getTime() - (limits?.overMs ?? Number.MAX_SAFE_INTEGER / 2)),
  };
}
