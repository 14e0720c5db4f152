import { Module } from '@nestjs/common';
import { placementPolicyAt } from '#domain';
import { EventStore } from '#eventing';
import { Policies } from '#platform';
import { ExpirySweep } from './expiry.sweep.ts';
import { FollowConsumer } from './follow.consumer.ts';
import { Matching } from './matching.service.ts';
import { PlacesController } from './places.controller.ts';
import { Placing } from './placing.service.ts';
import { POLICIES } from './policies.ts';
import { ReferenceRegister } from './reference.ts';
import { RequestsController } from './requests.controller.ts';

@Module({
  controllers: [RequestsController, PlacesController, FollowConsumer],
  providers: [
    Placing,
    Matching,
    ReferenceRegister,
    ExpirySweep,
    {
      provide: POLICIES,
      inject: [Policies],
      useFactory: (policies: Policies) => (municipality: string, at: string) => placementPolicyAt(policies.at(at), municipality, at),
    },
    { provide: EventStore, useFactory: () => new EventStore('placement') },
  ],
  exports: [ReferenceRegister],
})
export class PlacementModule {}
