import * as fc from 'fast-check';
import { frame, Framer, type FrameEvent } from './framer.ts';
import { judgeOpening } from './opening.ts';

const LIMIT = 1000;
const bytes = (text: string) => Buffer.from(text, 'latin1');
const VT = '\x0b';
const END = '\x1c\r';

const plain = (event: FrameEvent) =>
  'bytes' in event && typeof event.bytes !== 'number' ? { ...event, bytes: event.bytes.toString('latin1') } : event;
function read(chunks: Buffer[], limit = LIMIT) {
  const framer = new Framer(limit);
  return [...chunks.flatMap((chunk) => framer.push(chunk)), ...framer.end()].map(plain);
}
const split = (whole: Buffer, cuts: number[]) => {
  const at = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => whole.subarray(from, at[i] ?? whole.length));
};

describe('cutting the byte stream into frames', () => {
  it('reads one frame', () => {
    expect(read([frame(bytes('MSH|a'))])).toEqual([{ kind: 'frame', bytes: 'MSH|a', bareEnd: false }]);
  });

  it('reads a frame byte by byte', () => {
    const whole = frame(bytes('MSH|^~\\&|a\rPID|1'));
    expect(read([...whole].map((byte) => Buffer.from([byte])))).toEqual([{ kind: 'frame', bytes: 'MSH|^~\\&|a\rPID|1', bareEnd: false }]);
  });

  it('reads a thousand frames in one write, in order', () => {
    const whole = Buffer.concat(Array.from({ length: 1000 }, (_, i) => frame(bytes(`m${i}`))));
    expect(read([whole])).toEqual(Array.from({ length: 1000 }, (_, i) => ({ kind: 'frame', bytes: `m${i}`, bareEnd: false })));
  });

  it('reads FS and CR that come in separate packets', () => {
    expect(read([bytes(`${VT}m\x1c`), bytes('\r')])).toEqual([{ kind: 'frame', bytes: 'm', bareEnd: false }]);
  });

  it('takes FS without CR as the end when the wait is over or a new frame starts', () => {
    const framer = new Framer(LIMIT);
    expect(framer.push(bytes(`${VT}one\x1c`))).toEqual([]);
    expect(framer.awaitsCr).toBe(true);
    expect(framer.settle().map(plain)).toEqual([{ kind: 'frame', bytes: 'one', bareEnd: true }]);
    expect(framer.push(bytes('\r'))).toEqual([]);
    expect(framer.noiseBytes).toBe(0);
    expect(read([bytes(`${VT}one\x1c${VT}two${END}`)])).toEqual([
      { kind: 'frame', bytes: 'one', bareEnd: true },
      { kind: 'frame', bytes: 'two', bareEnd: false },
    ]);
  });

  it('never ends a frame at CR only', () => {
    expect(read([bytes(`${VT}MSH|a\rPID|b\r`)])).toEqual([{ kind: 'broken', bytes: 'MSH|a\rPID|b\r', reason: 'cut-off' }]);
  });

  it('keeps an FS in the middle as content', () => {
    expect(read([bytes(`${VT}a\x1cb\x1c${END}`)])).toEqual([{ kind: 'frame', bytes: 'a\x1cb\x1c', bareEnd: false }]);
  });

  it('tells of a frame that a new start byte broke off, and reads the new one', () => {
    expect(read([bytes(`${VT}half${VT}whole${END}`)])).toEqual([
      { kind: 'broken', bytes: 'half', reason: 'restarted' },
      { kind: 'frame', bytes: 'whole', bareEnd: false },
    ]);
  });

  it('skips and counts noise before a frame, but not line ends between frames', () => {
    expect(read([bytes(`xyz${VT}a${END}\r\n${VT}b${END}`)])).toEqual([
      { kind: 'noise', bytes: 3 },
      { kind: 'frame', bytes: 'a', bareEnd: false },
      { kind: 'frame', bytes: 'b', bareEnd: false },
    ]);
  });

  it('reads an empty frame as an empty message', () => {
    expect(read([bytes(`${VT}${END}`)])).toEqual([{ kind: 'frame', bytes: '', bareEnd: false }]);
  });

  it('stops at the size limit, whether the message comes whole or in pieces', () => {
    const big = frame(Buffer.alloc(LIMIT + 1, 0x61));
    for (const chunks of [[big], split(big, [10, 500, 999])]) expect(read(chunks).map((e) => e.kind)).toEqual(['too-large']);
    expect(read([frame(Buffer.alloc(LIMIT, 0x61))]).map((e) => e.kind)).toEqual(['frame']);
  });

  it('gives the same events for every chunking of the same bytes', () => {
    const stream = fc.array(fc.constantFrom(0x0b, 0x1c, 0x0d, 0x0a, 0x41, 0x7c, 0xe5), { maxLength: 120 }).map((list) => Buffer.from(list));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), fc.integer({ min: 3, max: 40 }), (whole, cuts, limit) => {
        expect(read(split(whole, cuts), limit)).toEqual(read([whole], limit));
      }),
      { numRuns: 500 },
    );
  });

  it('gives back every message that was framed, however the bytes are cut', () => {
    const message = fc.array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 60 }).map((list) => Buffer.from(list));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (messages, cuts) => {
        const got = read(split(Buffer.concat(messages.map(frame)), cuts));
        expect(got).toEqual(messages.map((m) => ({ kind: 'frame', bytes: m.toString('latin1'), bareEnd: false })));
      }),
    );
  });
});

describe('what knocks on the port', () => {
  it.each([
    [`${VT}MSH|`, 'mllp'],
    ['GET / HTTP/1.1\r\n', 'http'],
    ['POST /x', 'http'],
    ['GE', 'undecided'],
    ['\x16\x03\x01\x02\x00', 'tls'],
    ['\x16', 'undecided'],
    ['garbage', 'mllp'],
  ])('%j is %s', (text, expected) => expect(judgeOpening(bytes(text))).toBe(expected));
});
