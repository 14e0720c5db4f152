import { Module } from '@nestjs/common';
import { placementPolicyAt } from '#domain';
import { EventStore } from '#eventing';
import { Policies } from '#platform';
import { CausesConsumer } from './causes.consumer.ts';
import { CausesSweep } from './causes.sweep.ts';
import { JourneysConsumer } from './journeys.consumer.ts';
import { QUEUE_POLICY } from './queue-policy.ts';
import { SituationMemory } from './situations.store.ts';

@Module({
  controllers: [JourneysConsumer, CausesConsumer],
  providers: [
    SituationMemory,
    CausesSweep,
    {
      provide: QUEUE_POLICY,
      inject: [Policies],
      useFactory: (policies: Policies) => (municipality: string, at: string) => placementPolicyAt(policies.at(at), municipality, at),
    },
    { provide: EventStore, useFactory: () => new EventStore('flow') },
  ],
})
export class FlowModule {}
