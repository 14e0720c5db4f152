import { kafkaForTests } from './kafka-for-tests.ts';
import { transportContract } from './transport.contract.ts';

transportContract('kafka', kafkaForTests(), ['relay.read', 'relay.published', 'relay.committed']);
