export * from './random.ts';
export * from './region.ts';
export * from './reference-units.ts';
export * from './official-test-numbers.ts';
export * from './people.ts';
