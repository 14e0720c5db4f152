import { GroupCommit } from './group-commit.ts';

/** Work that goes on when told to. */
function gate() {
  const batches: number[][] = [];
  const opens: (() => void)[] = [];
  const work = async (batch: readonly number[]) => {
    batches.push([...batch]);
    await new Promise<void>((resolve) => opens.push(resolve));
    return batch.map((n) => n * 10);
  };
  const open = async () => {
    while (opens.length === 0) await new Promise((resolve) => setImmediate(resolve));
    opens.shift()!();
  };
  return { batches, work, open };
}

it('carries in one batch what came together, and what gathered meanwhile in the next, in order', async () => {
  const { batches, work, open } = gate();
  const group = new GroupCommit(work, { lanes: 1 });
  const first = [1, 2].map((n) => group.submit(n));
  while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const later = [3, 4, 5].map((n) => group.submit(n));
  await open();
  expect(await Promise.all(first)).toEqual([10, 20]);
  await open();
  expect(await Promise.all(later)).toEqual([30, 40, 50]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

it('holds no batch larger than the limit', async () => {
  const group = new GroupCommit(async (batch: readonly number[]) => batch.map(() => batch.length), { lanes: 1, limit: 3 });
  expect(await Promise.all([1, 2, 3, 4].map((n) => group.submit(n)))).toEqual([3, 3, 3, 1]);
});

it('fails everything of a batch that could not be committed, and goes on with the next', async () => {
  let fail = true;
  const group = new GroupCommit(async (batch: readonly number[]) => {
    if (fail) throw new Error('away');
    return batch;
  });
  await expect(Promise.all([group.submit(1), group.submit(2)])).rejects.toThrow('away');
  fail = false;
  expect(await group.submit(3)).toBe(3);
  await group.idle();
});
