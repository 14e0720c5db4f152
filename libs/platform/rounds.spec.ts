import type { DataSource } from 'typeorm';
import { newLogger } from './logging.ts';
import { Rounds } from './rounds.ts';

describe('work that comes round by the clock', () => {
  const there = { isInitialized: true } as DataSource;

  it('waits for the database, and for the round before', async () => {
    const rounds = new Rounds(newLogger('rounds'));
    let done = 0;
    await rounds.next({ isInitialized: false } as DataSource, async () => (done += 1));
    expect(done).toBe(0);
    let end = () => {};
    const first = rounds.next(there, () => new Promise<void>((resolve) => (end = resolve)));
    await rounds.next(there, async () => (done += 1));
    expect(done).toBe(0);
    end();
    await first;
    await rounds.next(there, async () => (done += 1));
    expect(done).toBe(1);
  });

  it('comes again after a fault', async () => {
    const rounds = new Rounds(newLogger('rounds'));
    let done = 0;
    await rounds.next(there, () => Promise.reject(new Error('no line')));
    await rounds.next(there, async () => (done += 1));
    expect(done).toBe(1);
  });
});
