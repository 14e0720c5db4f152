// The same over Kafka, as somebody else who reads the topics sees it: every record says its W3C trace.
import { consume } from '../../libs/eventing/kcat.fixture.ts';
import type { RunningSluss } from '../running.ts';
import { oneTooMany, traced } from './one-trace.ts';

jest.setTimeout(240_000);

describe('what follows from a message, over Kafka', () => {
  const prefix = `traced${process.pid}`;
  let sluss: RunningSluss;
  beforeAll(async () => {
    const brokers = process.env.SLUSS_TEST_KAFKA!;
    const copies = String(Math.min(3, brokers.split(',').length));
    sluss = await oneTooMany({ BUS: 'kafka', KAFKA_BROKERS: brokers, KAFKA_REPLICATION: copies, KAFKA_PREFIX: prefix });
  });
  afterAll(() => sluss.stop());

  it('is carried with the trace of that message as far as the alert', async () => {
    const records = ['intake', 'flow', 'placement', 'alerting'].flatMap((topic) => consume(`${prefix}.${topic}.v1`));
    const traceOf = (traceparent: string) => /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(traceparent)?.[1] ?? 'none';
    const all = await traced(sluss, new Map(records.map(({ headers }) => [headers.ce_id!, traceOf(headers.traceparent!)])));
    expect(all.filter(({ trace, expected }) => trace !== expected)).toEqual([]);
    expect(all.find(({ type, fromMessage }) => type === 'AlertRaised' && fromMessage)?.after).toEqual([
      'JourneyRevised',
      'DischargeReadyDeclared',
    ]);
  });
});
