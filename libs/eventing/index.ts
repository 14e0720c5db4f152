export { derivedId, newEvent, type NewEvent } from './new-event.ts';
export { defineGroup, roles, type Group, type GroupOptions, type Role } from './group.ts';
export { ConsumerContext } from './consumer-context.ts';
export { EventStore, InvalidEvent, VersionConflict, type ChainFault, type StreamEntry } from './event-store.ts';
export { busMigrations, eventingMigrations, type Migration } from './migrations.ts';
export { PARTITIONS, type LogRecord, type LogTransport, type OffsetAt, type Position } from './log-transport.ts';
export { Relay, type RelayOptions } from './relay.ts';
export { LogServer, type LogServerOptions, type ReplayOptions, type Retried } from './log-server.ts';
export type { Observer } from './observer.ts';
