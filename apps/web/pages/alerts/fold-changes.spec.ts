import { foldChanges } from './fold-changes.ts';

type Entry = Parameters<typeof foldChanges>[0][number];
const entry = (type: Entry['type'], count: number | null = null): Entry => ({
  at: '2026-11-21T07:05:00.000Z',
  type,
  actor: 'rule:x',
  severity: null,
  count,
  until: null,
  assignee: null,
});

describe('the life of an alert, to be read', () => {
  it('tells changes in a row as one, with the last figure', () => {
    const lines = foldChanges([entry('raised', 2), entry('changed', 3), entry('changed', 5), entry('acknowledged'), entry('changed', 4)]);
    expect(lines.map(({ entry: { type, count }, times }) => [type, count, times])).toEqual([
      ['raised', 2, 1],
      ['changed', 5, 2],
      ['acknowledged', null, 1],
      ['changed', 4, 1],
    ]);
  });
});
