import { PostgresTransport } from './postgres-transport.ts';
import { transportContract } from './transport.contract.ts';

transportContract('postgres', (parts) => new PostgresTransport(parts), ['relay.read', 'relay.committed']);
