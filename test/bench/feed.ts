// A hospital's feed as it comes: many stays side by side, each admitted, updated, moved, updated and discharged.
import { connect, type Socket } from 'node:net';
import { adtBytes, type AdtContent, mllpFrame, personAt, VISIT_AUTHORITY, type MadeUpPerson } from '#simulator';

const SEED = 'bench';
const minute = 60_000;
const beds = 40;
const steps = ['A01', 'A08', 'A02', 'A08', 'A03'] as const;
const at = (unit: string) => ({ facility: 'HSH', unit: `HSH-${unit}`, sourceUnit: null, bed: '12:1' });

let controlId = 0;

export const personNumber = (index: number): MadeUpPerson => personAt(SEED, index);

/** One message in its frame. */
export const frameOf = (content: Omit<AdtContent, 'controlId' | 'facility' | 'sentAt'>): Buffer =>
  Buffer.from(mllpFrame(adtBytes({ ...content, controlId: `B${process.pid}-${++controlId}`, facility: 'HSH', sentAt: Date.now() })));

export const visitOf = (index: number) => ({ system: VISIT_AUTHORITY, value: `VB${index}` });

/** `count` frames of stays from person `first` on; the beds are served in turn. */
export function framesOfStays(count: number, first: number): Buffer[] {
  const stays = Array.from({ length: beds }, (_, i) => ({ person: first + i, step: 0 }));
  let next = first + beds;
  const began = Date.now() - 300 * minute;
  return Array.from({ length: count }, (_, i) => {
    const bed = i % beds;
    const { person, step } = stays[bed]!;
    const trigger = steps[step]!;
    stays[bed] = step + 1 < steps.length ? { person, step: step + 1 } : { person: next++, step: 0 };
    const occurredAt = began + step * 30 * minute;
    return frameOf({
      trigger,
      person: personNumber(person),
      occurredAt,
      stay: {
        visit: visitOf(person),
        location: at(step < 2 ? 'AVD11' : 'AVD21'),
        admittedAt: began,
        ...(trigger === 'A02' ? { previous: at('AVD11') } : {}),
        ...(trigger === 'A03' ? { dischargedAt: occurredAt, destination: { kind: 'home' as const } } : {}),
      },
    });
  });
}

/** One line: a frame goes out when the last one has been acknowledged. */
export class Line {
  readonly latencies: number[] = [];
  refused = 0;
  private heard: (() => void) | null = null;
  private rest = '';

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.rest += chunk.toString('latin1');
      if (!this.rest.endsWith('\x1c\r')) return;
      if (!/\rMSA\|AA/.test(this.rest)) this.refused += 1;
      this.rest = '';
      this.heard?.();
    });
  }

  static to(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject).once('connect', () => resolve(new Line(socket)));
    });
  }

  /** Answers when it was sent. */
  async send(frame: Buffer): Promise<number> {
    const sent = performance.now();
    await new Promise<void>((resolve) => {
      this.heard = resolve;
      this.socket.write(frame);
    });
    this.latencies.push(performance.now() - sent);
    return sent;
  }

  close() {
    this.socket.destroy();
  }
}
