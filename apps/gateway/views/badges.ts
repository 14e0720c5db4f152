// Time badges. From discharge-ready: the goal is the next day, and red from three days, when municipal payment duty begins by default.
// From ready to leave an intermediate place: a decision on special housing that is not carried out is reported after three months.
import type { CareKind } from '#contracts';

export type Badge = 'within' | 'near' | 'over';
export interface Limits {
  readonly near: number;
  readonly over: number;
}

export const hospitalLimits: Limits = { near: 24, over: 72 };
export const onwardLimits: Limits = { near: 60 * 24, over: 90 * 24 };
export const noticeLimits: Limits = { near: 12, over: 24 };
export const planningLimits: Limits = { near: 36, over: 48 };

export const waitLimits = (legKind: CareKind): Limits => (legKind === 'inpatient' ? hospitalLimits : onwardLimits);

export const badgeOf = (hours: number, limits: Limits): Badge => (hours >= limits.over ? 'over' : hours >= limits.near ? 'near' : 'within');

/** Hours between two instants; never negative (a source's clock may run ahead of ours). */
export const hoursBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 3_600_000);
