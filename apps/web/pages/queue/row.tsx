import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Asker, JourneyItem } from '#contracts';
import { dateText, timeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { TimeBadge, Track } from '../../parts/badges.tsx';
import { Chain } from '../../parts/chain.tsx';
import { Prose } from '../../parts/prose.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { isHidden, PersonLines } from '../../parts/person.tsx';

const causeIcon = { capacity: 'gate', process: 'todo', person: 'user' } as const satisfies Record<string, IconName>;
/** Gates that a placement team opens by giving a place. */
const placeable = new Set([
  'no-place',
  'place-free-not-matched',
  'hold-not-used',
  'offer-unanswered',
  'move-in-pending',
  'offer-declined',
  'own-wish',
  'no-weekend-intake',
]);

interface Props {
  readonly item: JourneyItem;
  readonly gone: boolean;
  readonly role: Asker['role'];
  readonly facility: (id: string | null) => string;
  readonly hidden: ReadonlySet<string>;
  readonly chosen: boolean;
  readonly onChoose: (id: string, range: boolean) => void;
}

export const QueueRow = memo(function QueueRow({ item, gone, role, facility, hidden: left, chosen, onChoose }: Props) {
  const words = useWords();
  const { t } = words;
  const hidden = isHidden(item.person);
  const edge = item.badge === 'over' || item.badge === 'near' ? item.badge : '';
  return (
    <tr className={gone ? `${edge} gone` : edge || undefined} data-id={item.journeyId} aria-selected={chosen || undefined}>
      <td className="c-tick">
        <label className="tick">
          <input
            type="checkbox"
            aria-label={t('queue.choose', { ref: item.caseRef })}
            checked={chosen}
            onChange={({ nativeEvent }) => onChoose(item.journeyId, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
          />
        </label>
      </td>
      <th scope="row" className="c-id">
        {role === 'manager' ? (
          <span className="id">{item.caseRef}</span>
        ) : (
          <Link className="id" to="/arende/$id" params={{ id: item.journeyId }}>
            {item.caseRef}
          </Link>
        )}
        {item.track ? <Track track={item.track} /> : <small>{gone ? t('queue.gone') : t(`codes.state.${item.state}`)}</small>}
      </th>
      {!left.has('patient') && (
        <td className="c-pat">
          <PersonLines person={item.person} />
        </td>
      )}
      {!left.has('ward') && (
        <td className={hidden ? 'c-ward mut' : 'c-ward'}>
          {hidden ? (
            t('queue.hidden')
          ) : (
            <>
              {item.leg?.unitName ?? (item.leg ? t(`codes.kind.${item.leg.kind}`) : '–')}
              <small>{item.leg?.facility ? facility(item.leg.facility) : item.leg?.unitName && t(`codes.kind.${item.leg.kind}`)}</small>
            </>
          )}
        </td>
      )}
      {!left.has('goal') && (
        <td className="c-goal">
          {item.target ? t(`codes.kind.${item.target}`) : '–'}
          <small>{hidden ? t('queue.hiddenMunicipality') : item.municipalityName}</small>
        </td>
      )}
      {!left.has('admitted') && <DateCell at={item.admittedAt} />}
      {!left.has('expected') && <DateCell at={item.expectedDischargeAt} />}
      {!left.has('ready') && (
        <td className="c-ready">
          {item.readySince ? (
            <>
              <time dateTime={item.readySince}>{dateText(item.readySince)}</time>
              <small>{timeText(item.readySince)}</small>
            </>
          ) : (
            <span className="mut">{t('queue.notReady')}</span>
          )}
        </td>
      )}
      {!left.has('wait') && (
        <td className="c-wait num">
          {item.waitHours !== null && (
            <>
              <span className="wait">{words.wait(item.waitHours)}</span>
              <br />
              <TimeBadge level={item.badge} />
            </>
          )}
        </td>
      )}
      {!left.has('cause') && (
        <td className="c-cause">
          {item.cause ? (
            <>
              <span className="cause">
                <Icon name={causeIcon[item.cause.kind]} />
                <span className="sr">{t(`codes.cause.${item.cause.kind}`)}: </span>
                {item.cause.text}
              </span>
              <Chain kind={item.cause.kind} chain={item.cause.chain} target={item.target} />
            </>
          ) : (
            <span className="mut">{hidden ? t('queue.hidden') : t('queue.noCause')}</span>
          )}
        </td>
      )}
      {!left.has('next') && (
        <td className="c-next">
          {item.cause && <Prose text={item.cause.nextStep} />}
          {item.cause && <small>{item.cause.owner.name}</small>}
          {(role === 'placement' || role === 'operator') && item.cause && placeable.has(item.cause.gate) && item.request && !gone && (
            <Link className="go" to="/matcha/$id" params={{ id: item.journeyId }}>
              {t('queue.match')}
              <span className="sr"> {item.caseRef}</span>
            </Link>
          )}
        </td>
      )}
    </tr>
  );
});

function DateCell({ at }: { at: string | null }) {
  return (
    <td className="c-date">
      {at ? (
        <>
          <time dateTime={at}>{dateText(at)}</time>
          <small>{timeText(at)}</small>
        </>
      ) : (
        '–'
      )}
    </td>
  );
}
