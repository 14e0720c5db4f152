// The domain core: pure functions only. No clock, no randomness, no I/O, no npm package.
export * from './identity/hash.ts';
export * from './identity/ids.ts';
export * from './time/calendar.ts';
export * from './time/holidays.ts';
export * from './time/words.ts';
export * from './policy/in-force.ts';
export * from './flow/care-kinds.ts';
export { foldPatient, type PatientFold } from './flow/fold/fold.ts';
export {
  compareFacts,
  sortedUnique,
  type Contradiction,
  type FlowFact,
  type FlowFactType,
  type JourneyFold,
} from './flow/fold/flow-fact.ts';
export { anchorsOf } from './flow/fold/anchors.ts';
export { diffJourney, sameJourney, supersededJourney } from './flow/journey-diff.ts';
export * from './flow/responsible-physician.ts';
export * from './flow/clocks.ts';
export * from './causes/situation.ts';
export * from './causes/scene.ts';
export * from './causes/gates.ts';
export * from './causes/cause.ts';
export * from './causes/attribution.ts';
export * from './causes/text.ts';
export * as placement from './placement/placement.ts';
export * as alerting from './alerting/alerting.ts';
