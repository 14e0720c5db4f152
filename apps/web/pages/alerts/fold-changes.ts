// Figures that moved again and again are one line: the last of them, and how many they were.
import type { AlertDetail } from '#contracts';

type Entry = AlertDetail['timeline'][number];

export function foldChanges(timeline: readonly Entry[]): { entry: Entry; times: number }[] {
  const lines: { entry: Entry; times: number }[] = [];
  for (const entry of timeline) {
    const last = lines.at(-1);
    if (entry.type === 'changed' && last?.entry.type === 'changed') lines[lines.length - 1] = { entry, times: last.times + 1 };
    else lines.push({ entry, times: 1 });
  }
  return lines;
}
