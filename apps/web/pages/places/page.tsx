// Where there is a hole: every unit, fourteen days back, and one of them opened beside the list.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { UnitItem } from '#contracts';
import { unitsQuery } from '../../api/queries.ts';
import { useAsker, useSession } from '../../api/session.ts';
import { dateText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AsOfBanner } from '../../parts/as-of-banner.tsx';
import { AsOfButton } from '../../parts/as-of.tsx';
import { Icon } from '../../parts/icon.tsx';
import { printPage } from '../../parts/print.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useTitle } from '../../shell/title.ts';
import { boardRows, kindsOf, shows, sumOf } from './board.ts';
import { UnitDrawer } from './drawer.tsx';
import { PlacesTable } from './table.tsx';

const showWords = [
  ['free', 'showFree'],
  ['closed', 'showClosed'],
  ['stale', 'showStale'],
] as const;

export function PlacesPage() {
  const { t } = useWords();
  const asker = useAsker();
  const search = useSearch({ from: '/platser' });
  const navigate = useNavigate({ from: '/platser' });
  const session = useSession();
  const { data, error, isError, refetch } = useQuery(unitsQuery(search.asOf));
  useTitle(t('places.title'));
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  if (isError && !data) return <Failed title={t('places.failed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;

  const kinds = kindsOf(data.items);
  const kind = kinds.find(([one]) => one === search.kind)?.[0] ?? kinds[0]?.[0] ?? 'short-term';
  const ofKind = data.items.filter((unit) => unit.kind === kind);
  const inScope = ofKind.filter((unit) => !search.municipality || unit.municipality === search.municipality);
  const opened = search.open?.split(',') ?? [];
  const rows = boardRows(
    data.items,
    { kind, show: search.show, municipality: search.municipality },
    session?.municipalities.map((one) => one.code) ?? [],
    opened,
  );
  const fold = (code: string) =>
    set({ open: (opened.includes(code) ? opened.filter((one) => one !== code) : [...opened, code]).join(',') || undefined });
  const unit = data.items.find((one) => one.unitId === search.unit);
  const closeDrawer = () => {
    set({ unit: undefined });
    // The row it was opened from takes the focus back.
    requestAnimationFrame(() => document.getElementById(`unit-${search.unit}`)?.focus());
  };
  return (
    <>
      {search.asOf && <AsOfBanner asOf={search.asOf} onBack={() => set({ asOf: undefined })} />}
      <div className="ph">
        <div>
          <p className="crumb">{t('places.crumb', { organisation: asker.organisationName })}</p>
          <h1>{t('places.title')}</h1>
          <Sums units={inScope} kindWord={t(`codes.kind.${kind}`).toLowerCase()} />
        </div>
        <div className="row">
          <AsOfButton onPick={(asOf) => set({ asOf })} />
          <button className="btn" type="button" onClick={() => void printPage(t)}>
            <Icon name="print" />
            {t('shell.print')}
          </button>
        </div>
      </div>
      <div className="facets">
        <fieldset>
          <legend>{t('places.facetKind')}</legend>
          {kinds.map(([one, count]) => (
            <Chip
              key={one}
              on={one === kind}
              word={t(`codes.kind.${one}`)}
              count={count}
              onPress={() => set({ kind: one, open: undefined })}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>{t('places.facetShow')}</legend>
          {showWords.map(([one, word]) => (
            <Chip
              key={one}
              on={search.show === one}
              word={t(`places.${word}`)}
              count={inScope.filter((unit) => shows(unit, one)).length}
              onPress={() => set({ show: search.show === one ? undefined : one })}
            />
          ))}
        </fieldset>
        <p className="key tools">
          <span>
            <i className="cellk" />
            {t('places.keyFree')}
          </span>
          <span>
            <i className="cellk f" />
            {t('places.keyFull')}
          </span>
          <span>
            <i className="cellk o" />
            {t('places.keyOver')}
          </span>
          <span>
            <i className="cellk st" />
            {t('places.keyStale')}
          </span>
        </p>
      </div>
      <div className={unit ? 'with-drawer' : undefined}>
        <div>
          {rows.length === 0 ? (
            <Empty title={t('places.emptyTitle')} text={t('places.emptyText')} />
          ) : (
            <PlacesTable
              rows={rows}
              units={inScope}
              today={dateText(data.at)}
              selected={search.unit}
              kindWord={t(`codes.kind.${kind}`)}
              onFold={fold}
            />
          )}
        </div>
        {unit && <UnitDrawer key={unit.unitId} unit={unit} past={search.asOf !== undefined} onClose={closeDrawer} />}
      </div>
    </>
  );
}

function Chip({ on, word, count, onPress }: { on: boolean; word: string; count: number; onPress: () => void }) {
  return (
    <button className="chip" type="button" aria-pressed={on} onClick={onPress}>
      {on && <Icon name="check" />}
      {word} <b>{count}</b>
    </button>
  );
}

function Sums({ units, kindWord }: { units: readonly UnitItem[]; kindWord: string }) {
  const { t, number } = useWords();
  const sum = sumOf(units);
  return (
    <p className="sum">
      <span>
        <b>{number(sum.free)}</b> {t('places.free', { kind: kindWord })}
      </span>
      <span>
        <b>{number(sum.occupied)}</b> {t('places.taken', { places: number(sum.places) })}
      </span>
      <span>
        <b>{number(sum.held)}</b> {t('places.held')}
      </span>
      <span>
        <b>{number(sum.closed)}</b> {t('places.closed')}
      </span>
      <span>
        <b>{number(sum.readyToLeave)}</b> {t('places.ready')}
      </span>
      {sum.over > 0 && (
        <span className="bad">
          <Icon name="over" />
          <b>{sum.over}</b> {t('places.over', { count: sum.over })}
        </span>
      )}
    </p>
  );
}
