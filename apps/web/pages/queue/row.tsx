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
}

export const QueueRow = memo(function QueueRow({ item, gone, role, facility }: Props) {
  const words = useWords();
  const { t } = words;
  const hidden = isHidden(item.person);
  const edge = item.badge === 'over' || item.badge === 'near' ? item.badge : '';
  return (
    <tr className={gone ? `${edge} gone` : edge || undefined}>
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
      <td className="c-pat">
        <PersonLines person={item.person} />
      </td>
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
      <td className="c-goal">
        {item.target ? t(`codes.kind.${item.target}`) : '–'}
        <small>{hidden ? t('queue.hiddenMunicipality') : item.municipalityName}</small>
      </td>
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
      <td className="c-wait num">
        {item.waitHours !== null && (
          <>
            <span className="wait">{words.wait(item.waitHours)}</span>
            <br />
            <TimeBadge level={item.badge} />
          </>
        )}
      </td>
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
    </tr>
  );
});
