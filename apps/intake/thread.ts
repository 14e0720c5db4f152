// Intake as a thread of the whole product: the MLLP line with all that takes in its messages, and the relay of intake's outbox.
import { runThread } from '#platform';
import { MappingBook } from './mappings/mapping-book.ts';
import { MllpGateway } from './mllp.gateway.ts';
import { intakeRole } from './role.ts';

runThread([intakeRole], ({ app }) => ({
  port: () => app.get(MllpGateway, { strict: false }).port,
  'reload-mappings': () => app.get(MappingBook, { strict: false }).reload(),
}));
