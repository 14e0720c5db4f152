// The promise to senders: what is acknowledged is stored, once. Shown by cutting connections and the database at the worst moments, and by a
// variant that breaks the promise, which the same check must catch.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { newDataSource } from '#platform';
import { adt, agda } from './testing/adt.ts';
import { runIntake, Sender, told, type RunningIntake } from './testing/running-intake.ts';
import { MllpListener } from './mllp/listener.ts';
import { Intake } from './receiving/intake.service.ts';
import type { Answer, Taker } from './mllp/connection.ts';
import { acknowledge } from './mllp/ack.ts';
import { readHeader } from './hl7/header.ts';

let intake: RunningIntake;
beforeAll(async () => {
  intake = await runIntake();
});
afterAll(() => intake.stop());

const storedOf = async (controlId: string) =>
  (await intake.rows(`select count(*)::int as n from intake.message where control_id = $1 and status = 'stored'`, [controlId]))[0]!.n;
const factsOf = async (controlId: string) =>
  (
    await intake.rows(
      `select count(*)::int as n from intake.event e join intake.message m on m.id = e.event->>'causedBy' where m.control_id = $1`,
      [controlId],
    )
  )[0]!.n;

/** Sends, and looks from outside whether the message was there when the answer came. */
async function acknowledgedBeforeStored(port: number, controlId: string): Promise<boolean> {
  const sender = await Sender.to(port);
  // The table is locked: nothing can be stored until this transaction ends.
  const lock = intake.db.dataSource.createQueryRunner();
  await lock.startTransaction();
  await lock.query('lock table intake.message in share mode');
  sender.send(adt('A01', { control: controlId }));
  const heard = { answer: false };
  const answered = sender.answer().then((answer) => (heard.answer = told(answer).startsWith('AA')));
  // Storing waits for the lock. An answer that did not wait for storing may still be on its way: it gets time, while nothing can be stored.
  await waitUntilBlocked();
  for (let asked = 0; asked < 100 && !heard.answer; asked++) await intake.rows('select 1');
  const before = heard.answer;
  await lock.commitTransaction();
  await lock.release();
  expect(await answered).toBe(true);
  sender.close();
  return before;
}

/** Resolves when somebody waits for the lock: asks the database, and asks again. */
async function waitUntilBlocked(): Promise<void> {
  for (;;) {
    const [row] = await intake.rows(
      `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    if ((row!.n as number) > 0) return;
  }
}

/** Broken on purpose: says AA as soon as the message is read. */
function eager(inner: Intake): Taker {
  return {
    message: async (bytes): Promise<Answer> => {
      void inner.frame(bytes);
      const read = readHeader(bytes);
      const reply = { header: read.header, charset: 'utf-8' as const, verdict: 'accept' as const, fault: null, id: 'x', now: new Date() };
      return { messages: acknowledge(reply), stranger: false, close: false };
    },
    broken: (bytes) => inner.broken(bytes),
    tooLarge: (head) => inner.tooLarge(head),
    noise: () => {},
    closed: () => {},
  };
}

describe('AA only after the commit', () => {
  it('holds', async () => {
    expect(await acknowledgedBeforeStored(intake.port, 'commit-first')).toBe(false);
    expect(await storedOf('commit-first')).toBe(1);
  });

  it('and the check catches a listener that answers before it', async () => {
    const inner = intake.app.get(Intake);
    const listener = new MllpListener({ host: '127.0.0.1', port: 0, taker: () => eager(inner) });
    await listener.listen();
    expect(await acknowledgedBeforeStored(listener.port, 'answer-first')).toBe(true);
    await listener.close();
    await inner.idle();
  });
});

describe('a connection that drops before the answer', () => {
  it('and a sender that repeats: one effect', async () => {
    const message = adt('A01', { control: 'dropped' });
    const lock = intake.db.dataSource.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table intake.message in share mode');
    const first = await Sender.to(intake.port);
    first.send(message);
    await waitUntilBlocked();
    first.close();
    await lock.commitTransaction();
    await lock.release();
    const second = await Sender.to(intake.port);
    second.send(message);
    expect(told(await second.answer())).toBe('AA dropped');
    second.close();
    await intake.app.get(Intake).idle();
    expect([await storedOf('dropped'), await factsOf('dropped')]).toEqual([1, 2]);
    expect(await intake.rows(`select duplicates from intake.message where control_id = 'dropped'`)).toEqual([{ duplicates: 1 }]);
  });

  it('at every byte of a message: what is not whole has no effect, what is sent again has one', async () => {
    const message = Buffer.from(adt('A01', { control: 'cut' }), 'utf8');
    for (let at = 1; at < message.length; at += 37) {
      const sender = await Sender.to(intake.port);
      sender.write(Buffer.concat([Buffer.from([0x0b]), message.subarray(0, at)]));
      sender.socket.end();
      expect(await sender.answer()).toBeNull();
    }
    expect(await storedOf('cut')).toBe(0);
    const sender = await Sender.to(intake.port);
    sender.send(message);
    expect(told(await sender.answer())).toBe('AA cut');
    sender.close();
    expect([await storedOf('cut'), await factsOf('cut')]).toEqual([1, 2]);
  });
});

/** A door to the database that can be shut. */
class Door {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private shut = false;
  constructor(target: { host: string; port: number }) {
    this.server = createServer((client) => {
      if (this.shut) return void client.destroy();
      const upstream = connect(target);
      for (const [a, b] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(a);
        a.pipe(b);
        a.on('error', () => b.destroy());
        a.on('close', () => {
          this.sockets.delete(a);
          b.destroy();
        });
      }
    });
  }
  listen = () =>
    new Promise<number>((resolve) => this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as { port: number }).port)));
  close() {
    this.shut = true;
    for (const socket of this.sockets) socket.destroy();
  }
  open() {
    this.shut = false;
  }
  stop() {
    this.close();
    this.server.close();
  }
}

describe('the database away', () => {
  it('no AA while it is, nothing lost and nothing doubled when it is back', async () => {
    const url = new URL(intake.db.url);
    const door = new Door({ host: url.hostname, port: Number(url.port) });
    url.port = String(await door.listen());
    const dataSource: DataSource = newDataSource(url.href, []);
    await dataSource.initialize();
    const shaky = await runIntake({}, { ...intake.db, dataSource });
    const sender = await Sender.to(shaky.port);
    const send = async (control: string) => {
      sender.send(adt('A01', { control, person: { ...agda, id: 'D9^^^SLUSS-DEMO' } }));
      return told(await sender.answer());
    };
    expect(await send('up-1')).toBe('AA up-1');
    door.close();
    expect(await send('down-1')).toBe('AR down-1');
    expect(await send('down-2')).toBe('AR down-2');
    door.open();
    expect([await storedOf('down-1'), await storedOf('down-2')]).toEqual([0, 0]);
    expect(await send('down-1')).toBe('AA down-1');
    expect(await send('down-2')).toBe('AA down-2');
    expect([await factsOf('up-1'), await factsOf('down-1'), await factsOf('down-2')]).toEqual([2, 2, 2]);
    sender.close();
    await shaky.stop();
    await dataSource.destroy();
    door.stop();
  });

  it('going away in the middle of a stream of messages: every AA is stored, everything else can be sent again', async () => {
    const url = new URL(intake.db.url);
    const door = new Door({ host: url.hostname, port: Number(url.port) });
    url.port = String(await door.listen());
    const dataSource: DataSource = newDataSource(url.href, []);
    await dataSource.initialize();
    const shaky = await runIntake({}, { ...intake.db, dataSource });
    const messages = Array.from({ length: 400 }, (_, i) =>
      adt('A08', { control: `stream-${i}`, person: { ...agda, id: `D${i % 7}^^^SLUSS-DEMO` } }),
    );
    const pending = new Set(messages.keys());
    let rounds = 0;
    while (pending.size > 0) {
      const sender = await Sender.to(shaky.port);
      const sending = [...pending];
      sender.send(...sending.map((i) => messages[i]!));
      for (const [n, i] of sending.entries()) {
        if (n === 30 && rounds < 3) door.close();
        if (told(await sender.answer()).startsWith('AA')) pending.delete(i);
      }
      sender.close();
      door.open();
      rounds++;
    }
    const [row] = await intake.rows(
      `select count(*)::int as messages, count(distinct control_id)::int as ids, sum(facts)::int as facts from intake.message where control_id ~ '^stream-'`,
    );
    expect(row).toEqual({ messages: 400, ids: 400, facts: 400 });
    await shaky.stop();
    await dataSource.destroy();
    door.stop();
  });
});

describe('going down in good order', () => {
  it('answers what has been taken before it ends', async () => {
    const other = await runIntake({}, intake.db);
    const sender = await Sender.to(other.port);
    sender.send(...Array.from({ length: 20 }, (_, i) => adt('A08', { control: `last-${i}` })));
    expect(told(await sender.answer())).toBe('AA last-0');
    await other.stop();
    const rest = await sender.answers(19);
    const acknowledged = rest.filter((a) => told(a).startsWith('AA')).length;
    const [row] = await intake.rows(`select count(*)::int as n from intake.message where control_id ~ '^last-'`);
    expect(row!.n).toBe(acknowledged + 1);
  });
});
