// Requests follow the journeys: opened with a wait, changed with its needs, withdrawn when it ends. The rules are followJourney's.
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventOf, EventTypeOf, JourneyEvent } from '#contracts';
import { placement } from '#domain';
import { ConsumerContext, defineGroup, derivedId, EventStore } from '#eventing';
import { Desk } from './desk.ts';

export const requestsGroup = defineGroup({ name: 'placement.requests', role: 'placement', topics: ['flow'], batchSize: 200 });

type Revised = EventOf<'JourneyRevised'>;

/** What is read of the topic. A new type does not compile until it is decided here. */
const takes: Record<EventTypeOf<'flow'>, 'follow' | 'ignored'> = {
  JourneyRevised: 'follow',
  CauseAttributed: 'ignored',
  ContradictionNoted: 'ignored',
};

@Controller()
export class FollowConsumer {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @EventPattern<string>('flow', requestsGroup.transport)
  async onJourneys(@Payload() events: JourneyEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    const revisions = events.filter((event) => takes[event.type] !== 'ignored') as Revised[];
    if (!revisions.length) return;
    const desk = new Desk(context.manager);
    const journeys = revisions.map((event) => event.data.journey);
    await desk.load({
      journeys: [...new Set(journeys.flatMap((j) => (j.mergedInto ? [j.journeyId, j.mergedInto] : [j.journeyId])))],
      persons: [...new Set(journeys.map((j) => j.patientId))],
    });
    for (const event of revisions) follow(desk, event);
    await desk.flush(this.store);
  }
}

function follow(desk: Desk, event: Revised): void {
  const { journey } = event.data;
  const { journeyId, patientId: personId, revision } = journey;
  // Late or repeated news of a journey changes nothing: the newest revision already said everything.
  if ((desk.journeys.get(journeyId)?.revision ?? 0) >= revision) return;
  desk.rememberJourney({ journeyId, personId, revision });
  const requests = [...desk.requests.values()].filter((request) => request.journeyId === journeyId);
  const heirs = journey.mergedInto ? Object.values(desk.placesOf(journey.mergedInto)) : [];
  const places = [...desk.placesUnder(journeyId), ...heirs].filter((place) => place !== null);
  const state = {
    units: new Map(),
    requests: new Map(requests.map((request) => [request.requestId, request])),
    places: new Map(places.map((place) => [place.placeId, place])),
  };
  const drafts = placement.followJourney(journey, state, { at: event.occurredAt, now: event.recordedAt });
  desk.take(drafts, {
    recordedAt: event.recordedAt,
    causedBy: event.id,
    actor: 'rule:follow-journey',
    idOf: (type, index) => derivedId(event.id, type, index),
  });
}
