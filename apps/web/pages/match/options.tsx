// The ranked places: which needs are met, why it stands where it does, and who it goes before.
import { Fragment, useState, type ReactNode } from 'react';
import type { PlaceOption } from '#contracts';
import type { ResponseOf } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useMunicipalityName } from '../../api/session.ts';
import { nearTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { placeNameOf } from './place-name.ts';
import { openingText } from '../../parts/chain.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import type { MatchActs } from './acts.ts';
import { HoldDialog } from './dialogs.tsx';

interface Props {
  readonly match: ResponseOf<'match'>;
  readonly acts: MatchActs;
  readonly steps: ReactNode;
}

export function Options({ match, acts, steps }: Props) {
  const { t } = useWords();
  const [holding, setHolding] = useState<PlaceOption | null>(null);
  const needs = match.request.needs;
  const free = match.request.status === 'open';
  return (
    <>
      <table className="t match">
        <caption className="sr">{t('match.caption')}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} className="num">
              <span className="sr">{t('match.rank')}</span>
            </th>
            <th scope="col" rowSpan={2}>
              {t('match.colPlace')}
            </th>
            <th scope="col" rowSpan={2}>
              {t('match.colFrom')}
            </th>
            <th scope="colgroup" colSpan={needs.length + 2} className="grp">
              {t('match.colNeeds')}
            </th>
            <th scope="colgroup" colSpan={2} className="grp gw">
              {t('match.colWish')}
            </th>
            <th scope="col" rowSpan={2} className="num">
              {t('match.colCost')}
            </th>
            <th scope="col" rowSpan={2} className="num">
              {t('match.colAction')}
            </th>
          </tr>
          <tr>
            <th scope="col" className="rq">
              {t('match.colKind')}
            </th>
            {needs.map((need) => (
              <th key={need} scope="col" className="rq">
                {t(`codes.feature.${need}`)}
              </th>
            ))}
            <th scope="col" className="num">
              {t('match.colMet')}
            </th>
            <th scope="col" className="rq wish gw">
              {t('match.colWished')}
            </th>
            <th scope="col" className="num gw c-km">
              {t('match.colDistance')}
            </th>
          </tr>
        </thead>
        <tbody>
          {match.options.map((option) => {
            const mine = option.place.placeId === match.request.placeId;
            return (
              <Fragment key={option.place.placeId}>
                <OptionRow
                  option={option}
                  needs={needs}
                  wishes={match.request.wishUnitId !== null}
                  mine={mine}
                  onHold={free && option.hindrance === null ? () => setHolding(option) : null}
                  busy={acts.busy}
                />
                {mine && (
                  <tr className="offer" aria-selected="true">
                    <td colSpan={needs.length + 9}>{steps}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {holding && (
        <HoldDialog
          place={placeNameOf(holding, t)}
          busy={acts.busy}
          onClose={() => setHolding(null)}
          onHold={(until) => {
            setHolding(null);
            void acts.hold(holding.place.placeId, until);
          }}
        />
      )}
    </>
  );
}

function OptionRow({
  option,
  needs,
  wishes,
  mine,
  onHold,
  busy,
}: {
  option: PlaceOption;
  needs: PlaceOption['met'];
  wishes: boolean;
  mine: boolean;
  onHold: (() => void) | null;
  busy: boolean;
}) {
  const { t, number } = useWords();
  const municipality = useMunicipalityName();
  const kindMet = option.kindRank === 0;
  const met = needs.filter((need) => option.met.includes(need)).length + (kindMet ? 1 : 0);
  const all = needs.length + 1;
  const hindrance = option.reasons.find((one) => one.code === option.hindrance);
  const why = [...option.reasons.filter((one) => !one.good), ...option.reasons.filter((one) => one.good)]
    .slice(0, 3)
    .map((one) => one.text);
  return (
    <tr className={mine ? 'held' : undefined} aria-selected={mine || undefined}>
      <td className="num rank">{option.rank}</td>
      <th scope="row" className="c-place">
        <b>{placeNameOf(option, t)}</b> <span className="mut">{municipality(option.place.municipality)}</span>
        <small className={option.hindrance ? 'late' : undefined}>{hindrance?.text ?? why.join(' · ')}</small>
      </th>
      <td className="c-from">
        <PlaceState option={option} />
      </td>
      <Need word={t('match.colKind')} met={kindMet} />
      {needs.map((need) => (
        <Need key={need} word={t(`codes.feature.${need}`)} met={option.met.includes(need)} />
      ))}
      <td className="num c-met">
        <span className={met === all ? 'wait' : 'wait no'}>{t('match.ofNeeds', { met, all })}</span>
      </td>
      {wishes ? (
        <Need word={t('match.colWished')} met={option.wished} wish />
      ) : (
        <td className="rq wish gw mut" data-l={t('match.colWished')}>
          –
        </td>
      )}
      <td className="num gw c-km">{option.distanceKm === null ? '–' : t('match.km', { km: number(option.distanceKm, 1) })}</td>
      <Cost option={option} />
      <td className="num c-act">
        {mine ? (
          <span className="badge info">
            <Icon name="check" />
            {t('match.yours')}
          </span>
        ) : (
          <button className="btn" type="button" disabled={onHold === null || busy} onClick={onHold ?? undefined}>
            {t('match.hold')}
            <span className="sr"> {placeNameOf(option, t)}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

function Need({ word, met, wish = false }: { word: string; met: boolean; wish?: boolean }) {
  const { t } = useWords();
  return (
    <td className={wish ? 'rq wish gw' : 'rq'} data-l={word}>
      <span className={met ? 'met' : 'unmet'}>
        <Icon name={met ? 'check' : 'cross'} />
        <span className="sr">{t(met ? 'match.needMet' : 'match.needUnmet', { need: word })}</span>
      </span>
    </td>
  );
}

const stateIcon = { free: 'ok', held: 'hold', offered: 'message', accepted: 'check', occupied: 'user' } as const satisfies Record<
  PlaceOption['place']['status'],
  IconName
>;

function PlaceState({ option }: { option: PlaceOption }) {
  const { t } = useWords();
  const now = serverNow();
  const { place } = option;
  const shut = place.closure !== null;
  const later = Date.parse(option.freeFrom) > now.getTime();
  return (
    <>
      <span className="nw">
        <Icon name={shut ? 'wrench' : stateIcon[place.status]} /> {shut ? t('places.closedState') : t(`codes.place.${place.status}`)}
      </span>
      <small>
        {place.heldUntil
          ? t('places.until', { at: nearTimeText(place.heldUntil, now) })
          : shut
            ? [
                t(`codes.closure.${place.closure!.reason}`),
                place.closure!.expectedEndOn && t('places.until', { at: place.closure!.expectedEndOn }),
              ]
                .filter(Boolean)
                .join(', ')
            : later
              ? openingText(option.freeFrom, now)
              : t('match.now')}
      </small>
    </>
  );
}

/** Who has waited longer and could have had it: said beside the choice, not hidden behind it. */
function Cost({ option }: { option: PlaceOption }) {
  const { t, rough } = useWords();
  const passed = [...option.passesOver].sort((a, b) => b.waitHours - a.waitHours);
  const first = passed[0];
  return (
    <td className="num c-cost">
      <span className="wait">{first ? t('match.passes', { count: passed.length }) : t('match.passesNobody')}</span>
      <small>
        {first
          ? t(passed.length > 1 ? 'match.passesMore' : 'match.passesWho', {
              who: first.caseRef ?? t('match.someone'),
              wait: rough(first.waitHours),
            })
          : t('match.passesNobodyNote')}
      </small>
    </td>
  );
}
