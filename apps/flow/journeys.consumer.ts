// Facts and move-ins become journeys. Each fact is folded in turn, in the order of its partition, so that a journey gets the same revisions however the
// facts were cut into batches.
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventTypeOf, Fact, PlacementEvent } from '#contracts';
import type { FlowFact } from '#domain';
import { ConsumerContext, EventStore } from '#eventing';
import { ClusterDesk } from './clusters.store.ts';
import { journeysGroup } from './groups.ts';
import { refold } from './refold.ts';

/** What is read of placement. A new type does not compile until it is decided here. */
const placementTakes: Record<EventTypeOf<'placement'>, 'move' | 'ignored'> = {
  PlaceOccupied: 'move',
  PlaceVacated: 'move',
  UnitRegistered: 'ignored',
  UnitChanged: 'ignored',
  CapacityReported: 'ignored',
  VacancyExpected: 'ignored',
  PlaceRegistered: 'ignored',
  PlaceClosed: 'ignored',
  PlaceReopened: 'ignored',
  PlacementRequested: 'ignored',
  RequestWithdrawn: 'ignored',
  PlaceHeld: 'ignored',
  HoldReleased: 'ignored',
  HoldExpired: 'ignored',
  PlaceOffered: 'ignored',
  OfferAccepted: 'ignored',
  OfferDeclined: 'ignored',
};

@Controller()
export class JourneysConsumer {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @EventPattern<string>('intake', journeysGroup.transport)
  async onFacts(@Payload() events: Fact[], @Ctx() context: ConsumerContext): Promise<void> {
    await this.take(
      events.filter((event) => event.type !== 'SourceHeard'),
      context,
    );
  }

  @EventPattern<string>('placement', journeysGroup.transport)
  async onPlaces(@Payload() events: PlacementEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    await this.take(events.filter(isMove), context);
  }

  private async take(facts: readonly FlowFact[], { manager }: ConsumerContext): Promise<void> {
    if (facts.length === 0) return;
    const desk = new ClusterDesk(manager);
    await desk.open(facts);
    const events = facts.flatMap((fact) => {
      const cluster = desk.clusterFor(fact);
      return cluster ? refold(cluster, fact) : [];
    });
    await desk.save(this.store, events);
  }
}

type Move = Extract<FlowFact, PlacementEvent>;
/** Somebody on a journey moved; those who are on none tell nothing here. */
const isMove = (event: PlacementEvent): event is Move =>
  placementTakes[event.type] === 'move' &&
  ((event.type === 'PlaceOccupied' && event.data.place.journeyId !== null) ||
    (event.type === 'PlaceVacated' && event.data.journeyId !== null));
