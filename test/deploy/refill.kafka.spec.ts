// A site moves from the log in the database to Kafka with one command: nothing is lost, nothing happens twice.
import { Moving } from './moving.ts';

jest.setTimeout(240_000);

describe('moving to Kafka', () => {
  const kafka = {
    BUS: 'kafka',
    KAFKA_BROKERS: process.env.SLUSS_TEST_KAFKA!,
    KAFKA_REPLICATION: String(Math.min(3, process.env.SLUSS_TEST_KAFKA!.split(',').length)),
    KAFKA_PREFIX: `moved${process.pid}`,
  };
  let moving: Moving;
  beforeAll(async () => {
    moving = await Moving.begin();
  });
  afterAll(() => moving.end());

  it('people see the same, no event has been handled twice, and nothing waits', async () => {
    const before = await moving.state();
    await moving.stop();
    expect(await moving.refill(kafka)).toMatchObject({ code: 0, said: expect.stringContaining('start the services with BUS=kafka') });
    await moving.start(kafka);
    expect(await moving.state()).toEqual(before);
  });

  it('Kafka holds the whole history: the read models come out of it as they were', async () => {
    const before = await moving.state();
    expect(await moving.readAnew()).toBe(before.hash);
  });
});
