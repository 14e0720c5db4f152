// One unit beside its list: figures, and its places with what can be done to each.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { UnitDetail, UnitItem } from '#contracts';
import { unitQuery } from '../../api/queries.ts';
import { useAsker } from '../../api/session.ts';
import { serverNow } from '../../api/server-clock.ts';
import { nearTimeText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { PlaceRow, type Place } from './place-row.tsx';

const isQuiet = (place: Place): boolean => place.status === 'occupied' && place.closure === null && place.expectedFreeAt === null;

export function UnitDrawer({ unit, past, onClose }: { unit: UnitItem; past: boolean; onClose: () => void }) {
  const { t, rough } = useWords();
  const asker = useAsker();
  const detail = useQuery(unitQuery(unit.unitId));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open], [role=menu]')) close.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const mayChange = !past && (asker.role === 'operator' || (asker.role === 'placement' && asker.organisation === unit.municipality));
  const facts = [
    ['freeNow', unit.free],
    ['takenNow', unit.occupied],
    ['placesNow', unit.places],
    ['heldNow', unit.held],
    ['closedNow', unit.closed],
    ['readyNow', unit.readyToLeave],
  ] as const;
  return (
    <aside className="panel drawer" aria-labelledby="t-enhet">
      <header>
        <div>
          <p className="crumb">
            {t(`codes.kind.${unit.kind}`)}, {unit.municipalityName}
          </p>
          <h2 id="t-enhet" ref={heading} tabIndex={-1}>
            {unit.name}
          </h2>
        </div>
        <button className="icon-btn" type="button" aria-label={t('places.closePanel')} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      <dl className="facts">
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{t(`places.${word}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="hd">
        <span>
          <Icon name="clock" />{' '}
          {unit.reportedAt
            ? t('places.reportedAt', {
                at: nearTimeText(unit.reportedAt, serverNow()),
                wait: rough(hoursBetween(unit.reportedAt, serverNow())),
              })
            : t('places.notReported')}
        </span>
      </p>
      {detail.isError ? (
        <Failed error={detail.error} onRetry={() => void detail.refetch()} />
      ) : detail.data ? (
        <PlaceList unit={detail.data} mayChange={mayChange} />
      ) : (
        <Loading rows={4} />
      )}
      {!mayChange && !past && <p className="hd mut sm">{t('places.readOnly', { name: unit.municipalityName })}</p>}
    </aside>
  );
}

function PlaceList({ unit, mayChange }: { unit: UnitDetail; mayChange: boolean }) {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const order = [...unit.placeList].sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, 'sv', { numeric: true }));
  const quiet = order.filter(isQuiet).length;
  const shown = all ? order : order.filter((place) => !isQuiet(place));
  return (
    <>
      <div className="hd">
        <h3>{t(all ? 'places.allPlaces' : 'places.underWay')}</h3>
      </div>
      {shown.length > 0 && (
        <table className="t flat place-list">
          <caption className="sr">{unit.name}</caption>
          <thead>
            <tr>
              <th scope="col" className="num">
                {t('places.place')}
              </th>
              <th scope="col">{t('places.state')}</th>
              <th scope="col">{t('places.features')}</th>
              {mayChange && (
                <th scope="col">
                  <span className="sr">{t('places.action')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((place) => (
              <PlaceRow key={place.placeId} place={place} unitName={unit.name} mayChange={mayChange} />
            ))}
          </tbody>
        </table>
      )}
      {!all && quiet > 0 && (
        <p className="hd">
          <button className="linklike" type="button" onClick={() => setAll(true)}>
            {t('places.showAll', { count: quiet })}
          </button>
        </p>
      )}
    </>
  );
}

const rank = (place: Place): number => (place.closure ? 3 : { free: 0, held: 1, offered: 1, accepted: 2, occupied: 4 }[place.status]);
