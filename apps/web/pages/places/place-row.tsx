import { useState } from 'react';
import type { UnitDetail } from '#contracts';
import { serverNow } from '../../api/server-clock.ts';
import { dateText, nearTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { PlaceDialog, type PlaceAct } from './place-dialog.tsx';
import { namesOf } from './place-names.ts';

export type Place = UnitDetail['placeList'][number];
const look = { free: 'ok', held: 'hold', offered: 'message', accepted: 'check', occupied: 'user' } as const satisfies Record<
  Place['status'],
  IconName
>;

/** What can be done to a place as it is. A held or offered place is let go where it was held, in matching. */
function actsFor(place: Place): PlaceAct[] {
  if (place.closure) return place.status === 'occupied' ? ['reopen', 'vacate'] : ['reopen'];
  if (place.status === 'occupied') return ['vacate'];
  return place.status === 'free' ? ['close', 'occupy'] : [];
}

export function PlaceRow({ place, unitName, mayChange }: { place: Place; unitName: string; mayChange: boolean }) {
  const { t } = useWords();
  const [act, setAct] = useState<PlaceAct | null>(null);
  const now = serverNow();
  const icon: IconName = place.closure && place.status === 'free' ? 'wrench' : look[place.status];
  const words = { close: t('places.closeOne'), reopen: t('places.reopen'), vacate: t('places.vacate'), occupy: t('places.occupy') };
  return (
    <tr>
      <th scope="row" className="num">
        <b>{place.label}</b>
      </th>
      <td>
        <span className="nw">
          <Icon name={icon} /> {place.closure && place.status === 'free' ? t('places.closedState') : t(`codes.place.${place.status}`)}
        </span>
        {place.closure && (
          <small>
            {t(`codes.closure.${place.closure.reason}`)}
            {place.closure.expectedEndOn && `, ${t('places.until', { at: place.closure.expectedEndOn })}`}
          </small>
        )}
        {place.status !== 'free' && place.caseRef && (
          <small>
            {place.caseRef}
            {place.heldUntil && `, ${t('places.until', { at: nearTimeText(place.heldUntil, now) })}`}
          </small>
        )}
        {place.expectedFreeAt && (
          <small>
            {t('places.expectedFree')} <time dateTime={place.expectedFreeAt}>{dateText(place.expectedFreeAt)}</time>
          </small>
        )}
      </td>
      <td className="feat">
        {place.features.length > 0 ? (
          place.features.map((one) => t(`codes.feature.${one}`).toLowerCase()).join(', ')
        ) : (
          <span className="mut">{t('places.noFeatures')}</span>
        )}
      </td>
      {mayChange && (
        <td className="acts-cell">
          {actsFor(place).map((one) => (
            <button key={one} className="btn" type="button" onClick={() => setAct(one)}>
              {words[one]}
              <span className="sr"> {namesOf(place.label, t).place}</span>
            </button>
          ))}
          {act && <PlaceDialog act={act} place={place} unitName={unitName} onClose={() => setAct(null)} />}
        </td>
      )}
    </tr>
  );
}
