import { numbered } from './contract-rig.ts';
import { readRecord, writeRecord } from './kafka-record.ts';
import { firstTrace, traceIn, traceparentOf } from './trace.ts';

describe('a trace', () => {
  const event = numbered('p', 1);
  const key = Buffer.alloc(32, 1);

  it('goes through a record, and comes out as it went in', () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(traceIn(traceparentOf(event, trace))).toBe(trace);
    expect(readRecord(writeRecord(event, 'intake', key, { trace }), 'intake', key)).toMatchObject({ trace });
  });

  it('is begun by the event where nothing was handed on, the same by every copy', () => {
    expect(readRecord(writeRecord(event, 'intake', key), 'intake', key)).toMatchObject({ trace: firstTrace(event) });
    expect(firstTrace(event)).not.toBe(firstTrace(numbered('p', 2)));
  });

  it('is none when it is something else', () => {
    const record = writeRecord(event, 'intake', key);
    for (const traceparent of ['', 'x', '01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-short-00f067aa0ba902b7-01']) {
      expect(traceIn(traceparent)).toBeNull();
      expect(readRecord({ ...record, headers: { ...record.headers, traceparent } }, 'intake', key)).toMatchObject({
        event: { id: event.id },
        trace: null,
      });
    }
  });
});
