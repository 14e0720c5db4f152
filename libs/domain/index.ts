// The domain core: pure functions only. No clock, no randomness, no I/O, no npm package.
export * from './identity/hash.ts';
export * from './identity/ids.ts';
export * from './flow/care-kinds.ts';
export * from './causes/situation.ts';
export * as placement from './placement/placement.ts';
