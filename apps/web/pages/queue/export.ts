// The filtered rows as a file. A protected person is as masked here as on the screen: the server sends no name to write.
import type { Asker, JourneyItem } from '#contracts';
import { call } from '../../api/client.ts';
import type { QueueFilters } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { csvText } from '../../format/csv.ts';
import { dateText, dateTimeText } from '../../format/dates.ts';
import type { Words } from '../../i18n/use-words.ts';
import { isHidden, personName } from '../../parts/person.tsx';

const mostLoggedAtOnce = 5000;

/** All rows that pass the filters. */
export async function exportQueue(filters: QueueFilters, words: Words, who: Asker): Promise<{ file: string; count: number }> {
  const items: JourneyItem[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof call<'listJourneys'>>> = await call('listJourneys', {
      query: { ...filters, limit: 500, cursor },
    });
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null) break;
  }
  return exportItems(items, words, who, filters.asOf ?? serverNow().toISOString());
}

/** No log, no file: it is said what leaves the screen before it does. */
export async function exportItems(
  items: readonly JourneyItem[],
  words: Words,
  who: Asker,
  at: string,
): Promise<{ file: string; count: number }> {
  const ids = items.map((one) => one.journeyId);
  for (let from = 0; from < ids.length; from += mostLoggedAtOnce)
    await call('takenOut', { body: { action: 'export', journeyIds: ids.slice(from, from + mostLoggedAtOnce) } });
  const file = `${words.t('queue.fileName')}_${dateText(at)}.csv`;
  save(file, queueCsv(items, words, `${who.name}, ${who.organisationName}`, at));
  return { file, count: items.length };
}

export function queueCsv(items: readonly JourneyItem[], words: Words, who: string, at: string): string {
  const { t } = words;
  const header = [
    t('queue.colCase'),
    t('queue.csvTrack'),
    t('queue.facetMunicipality'),
    t('queue.csvHours'),
    t('queue.csvLimit'),
    t('queue.colReady'),
    t('queue.facetTarget'),
    t('queue.csvName'),
    t('queue.csvUnit'),
    t('queue.csvCause'),
    t('queue.csvNext'),
    t('queue.csvOwner'),
    t('queue.csvAs', { at: dateTimeText(at), who }),
  ];
  return csvText(
    header,
    items.map((item) => [
      item.caseRef,
      item.track && t(`codes.track.${item.track}`),
      item.municipalityName,
      item.waitHours === null ? null : Math.round(item.waitHours * 10) / 10,
      item.badge && t(`codes.badge.${item.badge}`),
      item.readySince && dateTimeText(item.readySince),
      item.target && t(`codes.kind.${item.target}`),
      isHidden(item.person) ? t('queue.protected') : personName(item.person, words),
      item.leg?.unitName ?? null,
      item.cause?.text ?? null,
      item.cause?.nextStep ?? null,
      item.cause?.owner.name ?? null,
      null,
    ]),
  );
}

function save(file: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
