// `events refill`: the one step of moving to another log, and of making a lost one anew.
import { refill, roles } from '#eventing';
import { settings } from '#platform';
import { type Command, DONE } from './command.ts';
import { onDatabase } from './database.ts';

export const refillEvents: Command = {
  name: 'events refill',
  summary: 'Puts every stored event into the outboxes again, for the log that BUS names. Stop all services first, start them afterwards',
  run: ({ env, say }) =>
    onDatabase(env, async ({ dataSource }) => {
      const bus = settings.BUS.parse(env.BUS);
      const refilled = await refill(dataSource, roles);
      for (const { role, events, offsets } of refilled) say(`${role}: ${events} events, ${offsets} offsets start over`);
      say(`start the services with BUS=${bus}: they fill its log and drop what they have handled before`);
      return DONE;
    }),
};
