import { MemoryTransport } from './memory-transport.ts';
import { transportContract } from './transport.contract.ts';

transportContract('memory', (parts) => new MemoryTransport(parts), ['relay.read', 'relay.published', 'relay.committed']);
