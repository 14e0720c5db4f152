export * from './test-database.ts';
export * from './fixed-clock.ts';
export * from './test-config.ts';
