// Everything about giving places, under one name: `import { placement } from '#domain'`.
export * from './decision.ts';
export * from './follow-journey.ts';
export * from './holds.ts';
export * from './policy.ts';
export * from './queue.ts';
export * from './rank.ts';
export * from './reach.ts';
export * from './register.ts';
export * from './requests.ts';
export * from './stays.ts';
