// Time-outs and limits of the line, on real sockets and a clock that moves when told to.
import { Sender } from '../testing/running-intake.ts';
import type { Closing, Limits, Taker } from './connection.ts';
import { MllpListener } from './listener.ts';
import type { Timers } from './timers.ts';

/** Runs what is due when told; `set` resolves when a wait of that length has been asked for. */
class ManualTimers implements Timers {
  private waits: { ms: number; act: () => void }[] = [];
  private asked: { ms: number; resolve: () => void }[] = [];
  after(ms: number, act: () => void) {
    const wait = { ms, act };
    this.waits.push(wait);
    for (const a of this.asked.filter((x) => x.ms === ms)) a.resolve();
    return () => void (this.waits = this.waits.filter((w) => w !== wait));
  }
  set(ms: number): Promise<void> {
    return this.waits.some((w) => w.ms === ms) ? Promise.resolve() : new Promise((resolve) => this.asked.push({ ms, resolve }));
  }
  run(ms: number) {
    const due = this.waits.filter((w) => w.ms === ms);
    this.waits = this.waits.filter((w) => w.ms !== ms);
    for (const wait of due) wait.act();
  }
}

const limits: Partial<Limits> = { idleMs: 1_000, frameMs: 200, bareEndMs: 10, noiseMs: 50, messageBytes: 1_000 };

async function line(options: { maxConnections?: number } = {}) {
  const timers = new ManualTimers();
  const seen: string[] = [];
  const why: Closing[] = [];
  const ends: ((w: Closing) => void)[] = [];
  const taker: Taker = {
    message: async (bytes) => {
      seen.push(bytes.toString());
      return { messages: [Buffer.from(`ok ${bytes.toString()}`)], stranger: false, close: false };
    },
    broken: async (bytes) => void seen.push(`broken ${bytes.toString()}`),
    tooLarge: async () => ({ messages: [Buffer.from('large')], stranger: false, close: true }),
    noise: () => {},
    closed: (w) => {
      why.push(w);
      ends.splice(0).forEach((end) => end(w));
    },
  };
  const listener = new MllpListener({ host: '127.0.0.1', port: 0, taker: () => taker, limits, timers, ...options });
  await listener.listen();
  const ended = () => (why.length ? Promise.resolve(why[0]!) : new Promise<Closing>((resolve) => ends.push(resolve)));
  return { timers, seen, why, ended, listener, sender: await Sender.to(listener.port) };
}

it('a frame that stops in the middle is told as broken when its time is out, and the line is closed', async () => {
  const { timers, seen, ended, listener, sender } = await line();
  sender.write(Buffer.from('\x0bhalf'));
  await timers.set(200);
  timers.run(200);
  expect(await ended()).toBe('frame-timeout');
  expect(seen).toEqual(['broken half']);
  await listener.close();
});

it('a connection that says nothing is closed when its time is out', async () => {
  const { timers, ended, listener, sender } = await line();
  await timers.set(1_000);
  timers.run(1_000);
  expect(await ended()).toBe('idle');
  expect(await sender.answer()).toBeNull();
  await listener.close();
});

it('noise without a frame is borne for a moment only', async () => {
  const { timers, ended, listener, sender } = await line();
  sender.write(Buffer.from('garbage'));
  await timers.set(50);
  timers.run(50);
  expect(await ended()).toBe('noise');
  await listener.close();
});

it('0x1C without 0x0D ends the message when its time is out', async () => {
  const { timers, listener, sender } = await line();
  sender.write(Buffer.from('\x0bwhole\x1c'));
  await timers.set(10);
  timers.run(10);
  expect(await sender.answer()).toBe('ok whole');
  sender.close();
  await listener.close();
});

it('a message past the limit is answered, and then the line is closed', async () => {
  const { ended, listener, sender } = await line();
  sender.write(Buffer.from(`\x0b${'x'.repeat(2_000)}`));
  expect(await sender.answer()).toBe('large');
  expect(await ended()).toBe('too-large');
  await listener.close();
});

it('at the limit the connection that has been silent longest gives way, never one in the middle of a message', async () => {
  const { listener, sender: busy } = await line({ maxConnections: 2 });
  busy.send('hello');
  expect(await busy.answer()).toBe('ok hello');
  busy.write(Buffer.from('\x0bhalf'));
  const silent = await Sender.to(listener.port);
  const third = await Sender.to(listener.port);
  await silent.closed();
  third.send('third');
  expect(await third.answer()).toBe('ok third');
  busy.write(Buffer.from(' and half\x1c\r'));
  expect(await busy.answer()).toBe('ok half and half');
  busy.close();
  third.close();
  await listener.close();
});
