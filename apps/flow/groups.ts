import { defineGroup } from '#eventing';

/** Facts and move-ins -> journeys. */
export const journeysGroup = defineGroup({ name: 'flow.journeys', role: 'flow', topics: ['intake', 'placement'], batchSize: 250 });

/**
 * Journeys and places -> causes of waits. One transaction at a time and in small batches: a cause is judged on what all partitions have told so far, so
 * while history is being read they should stay close together in time.
 */
export const causesGroup = defineGroup({ name: 'flow.causes', role: 'flow', topics: ['flow', 'placement'], batchSize: 64, concurrency: 1 });
