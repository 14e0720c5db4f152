// Waiting as an argument, so that tests of back-off do not sleep.
import { setTimeout as after } from 'node:timers/promises';

/** Resolves after `ms`; rejects when the signal is aborted first. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export const wait: Wait = (ms, signal) => after(ms, undefined, { signal, ref: false });

/** Waiting was ended by a stop: that is no fault. */
export const abandoned = (): void => {};
