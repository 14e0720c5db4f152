import { Module } from '@nestjs/common';
import { EventStore } from '#eventing';
import { CausesConsumer } from './causes.consumer.ts';
import { CausesSweep } from './causes.sweep.ts';
import { JourneysConsumer } from './journeys.consumer.ts';
import { SituationMemory } from './situations.store.ts';

@Module({
  controllers: [JourneysConsumer, CausesConsumer],
  providers: [SituationMemory, CausesSweep, { provide: EventStore, useFactory: () => new EventStore('flow') }],
})
export class FlowModule {}
