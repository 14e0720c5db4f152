// Hold, offer, answer, move in: where this place stands and what can be done next.
import { useState } from 'react';
import type { JourneyDetail } from '#contracts';
import type { ResponseOf } from '../../api/client.ts';
import { useNow } from '../../api/server-clock.ts';
import { nearTimeText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import type { MatchActs } from './acts.ts';
import { DeclineDialog, MoveInDialog } from './dialogs.tsx';

const order = ['held', 'offered', 'accepted', 'fulfilled'] as const;

interface Props {
  readonly match: ResponseOf<'match'>;
  readonly journey: JourneyDetail | undefined;
  readonly place: string;
  readonly acts: MatchActs;
}

export function Steps({ match, journey, place, acts }: Props) {
  const { t, wait } = useWords();
  const { request } = match;
  const now = useNow(30_000);
  const [dialog, setDialog] = useState<'decline' | 'move' | null>(null);
  const at = order.indexOf(request.status as (typeof order)[number]);
  const until = request.until ? nearTimeText(request.until, now) : null;
  const left = request.until ? wait(Math.max(0, hoursBetween(now, request.until))) : null;
  const next = match.queue.find((one) => one.journeyId !== request.journeyId);
  const steps = [
    {
      done: t('match.stepHeld'),
      coming: t('match.stepHeld'),
      note: at === 0 && until ? t('match.untilLeft', { at: until, wait: left }) : null,
    },
    {
      done: t('match.stepOffered'),
      coming: t('match.stepOffer'),
      note: at < 1 && journey?.leg?.unitName ? t('match.toWard', { ward: journey.leg.unitName }) : null,
    },
    { done: t('match.stepAccepted'), coming: t('match.stepAnswer'), note: at === 1 && until ? t('match.answerBy', { at: until }) : null },
    { done: t('match.stepMoved'), coming: t('match.stepMove'), note: at < 3 ? t('match.moveFrom') : null },
  ];
  return (
    <div className="offer-in">
      <ol className="stepper">
        {steps.map((step, index) => (
          <li key={step.coming} className={index <= at ? 'done' : undefined} aria-current={index === at + 1 ? 'step' : undefined}>
            <b>
              {index <= at && <Icon name="check" />}
              {index <= at ? step.done : step.coming}
            </b>
            <small>{step.note}</small>
          </li>
        ))}
      </ol>
      <p className="row">
        {at === 0 && (
          <button className="btn main" type="button" disabled={acts.busy} onClick={() => void acts.offer()}>
            <Icon name="message" />
            {t('match.offer')}
          </button>
        )}
        {at <= 1 && (
          <button
            className={at === 1 ? 'btn main' : 'btn l'}
            type="button"
            disabled={at !== 1 || acts.busy}
            onClick={() => void acts.accept()}
          >
            {t('match.accept')}
          </button>
        )}
        {at <= 1 && (
          <button className="btn l" type="button" disabled={at !== 1 || acts.busy} onClick={() => setDialog('decline')}>
            {t('match.decline')}
          </button>
        )}
        {at === 2 && (
          <button className="btn main" type="button" disabled={acts.busy} onClick={() => setDialog('move')}>
            <Icon name="door" />
            {t('match.moveIn')}
          </button>
        )}
        {at < 3 && (
          <button className="btn l" type="button" disabled={acts.busy} onClick={() => void acts.release()}>
            <Icon name="undo" />
            {t('match.release')}
          </button>
        )}
        {at === 1 && next?.caseRef && <span className="mut">{t('match.nextAfterNo', { ref: next.caseRef })}</span>}
      </p>
      {dialog === 'decline' && (
        <DeclineDialog
          place={place}
          busy={acts.busy}
          onClose={() => setDialog(null)}
          onDecline={(reason) => {
            setDialog(null);
            void acts.decline(reason);
          }}
        />
      )}
      {dialog === 'move' && (
        <MoveInDialog
          place={place}
          busy={acts.busy}
          onClose={() => setDialog(null)}
          onMoveIn={() => {
            setDialog(null);
            void acts.moveIn();
          }}
        />
      )}
    </div>
  );
}
