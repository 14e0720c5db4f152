// Hours as whole numbers that still add up to the whole total: the hours left over by cutting go to those that lost most.

export function wholeHours<K extends string>(parts: Readonly<Partial<Record<K, number>>>): { total: number; parts: [K, number][] } {
  const entries = (Object.entries(parts) as [K, number][]).filter(([, hours]) => hours > 0);
  // A hair more, so that sums of thirds do not lose their hour.
  const total = Math.floor(entries.reduce((sum, [, hours]) => sum + hours, 0) + 1e-6);
  const cut = entries.map(([key, hours]) => ({ key, whole: Math.floor(hours), rest: hours - Math.floor(hours) }));
  let left = total - cut.reduce((sum, { whole }) => sum + whole, 0);
  for (const one of [...cut].sort((a, b) => b.rest - a.rest)) if (left-- > 0) one.whole++;
  return { total, parts: cut.filter(({ whole }) => whole > 0).map(({ key, whole }) => [key, whole]) };
}
