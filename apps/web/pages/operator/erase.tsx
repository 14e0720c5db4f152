// Erases the person of a case. It cannot be undone, so the case is found by its number, what goes and what stays is said, and the number is typed again.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { JourneyList } from '#contracts';
import { useAct } from '../../api/act.ts';
import { ApiProblem, call } from '../../api/client.ts';
import { queryClient } from '../../api/queries.ts';
import { dateText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { caseNumberIn, confirms } from './erasure.ts';
import { Part } from './part.tsx';

type Case = JourneyList['items'][number];

export function Erase() {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly Case[] | null>(null);
  const [chosen, setChosen] = useState<Case | null>(null);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const find = async (event: FormEvent) => {
    event.preventDefault();
    const number = caseNumberIn(typed);
    setSaid('');
    if (number === null) return setFound([]);
    setBusy(true);
    try {
      // Numbers are short: now and then two cases share one, and both are shown.
      const { items } = await call('listJourneys', { query: { state: 'all', q: number, limit: 20 } });
      setFound(items.filter((one) => one.caseRef === number));
    } catch (error) {
      showRefusal(error instanceof ApiProblem ? error : new ApiProblem('internal', 0), t);
    } finally {
      setBusy(false);
    }
  };
  const erased = (words: string) => {
    setChosen(null);
    setFound(null);
    setTyped('');
    setSaid(words);
    void queryClient.invalidateQueries();
  };
  return (
    <Part id="t-radera" title={t('upkeep.erase')}>
      <div className="in">
        <p className="mut sm">{t('upkeep.eraseNote')}</p>
        <form className="form act" onSubmit={(event) => void find(event)}>
          <label>
            {t('upkeep.eraseCase')}
            <span className="field">
              <input
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                maxLength={20}
                autoComplete="off"
                placeholder="Ä-7K2M9"
              />
            </span>
          </label>
          <div className="row">
            <button className="btn" type="submit" disabled={busy || typed.trim() === ''}>
              <Icon name="search" />
              {t('upkeep.eraseFind')}
            </button>
          </div>
        </form>
        <div role="status">
          {said && <p>{said}</p>}
          {found?.length === 0 && <p>{t('upkeep.eraseNotFound')}</p>}
        </div>
      </div>
      {found !== null && found.length > 0 && (
        <ul className="versions found">
          {found.map((one) => (
            <li key={one.journeyId}>
              <About of={one} />
              <button className="btn danger" type="button" onClick={() => setChosen(one)}>
                {t('upkeep.eraseBegin')}
                <span className="sr"> {one.caseRef}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen && <Confirm of={chosen} onClose={() => setChosen(null)} onErased={erased} />}
    </Part>
  );
}

function About({ of: { caseRef, state, municipalityName, admittedAt } }: { of: Case }) {
  const { t } = useWords();
  return (
    <span className="which">
      <b>{caseRef}</b>
      <small>
        {[t(`codes.state.${state}`), municipalityName, admittedAt && t('upkeep.admitted', { on: dateText(admittedAt) })]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </span>
  );
}

function Confirm({ of, onClose, onErased }: { of: Case; onClose: () => void; onErased: (words: string) => void }) {
  const { t } = useWords();
  const { busy, run } = useAct('erasePerson');
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const ref = of.caseRef;
  const sure = confirms(typed, ref);
  const erase = async (event: FormEvent) => {
    event.preventDefault();
    if (!sure) return;
    const outcome = await run({ id: of.journeyId, body: {} });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind !== 'done') return;
    const { erased, rawMessages } = outcome.value;
    onErased(
      [
        t(erased ? 'upkeep.erasedDone' : 'upkeep.erasedNothing', { ref }),
        t('upkeep.erasedRaw', { count: rawMessages }),
        t('upkeep.erasedRest'),
      ].join(' '),
    );
  };
  return (
    <Dialog title={t('upkeep.eraseTitle', { ref })} onClose={onClose}>
      <About of={of} />
      <div>
        <h3>{t('upkeep.eraseGoes')}</h3>
        <p>{t('upkeep.eraseGoesText')}</p>
      </div>
      <div>
        <h3>{t('upkeep.eraseStays')}</h3>
        <p>{t('upkeep.eraseStaysText')}</p>
      </div>
      <form className="form" onSubmit={(event) => void erase(event)}>
        <label>
          {t('upkeep.eraseConfirm', { ref })}
          <span className="field">
            <input value={typed} onChange={(event) => setTyped(event.target.value)} maxLength={20} autoComplete="off" ref={field} />
          </span>
        </label>
        <div className="row">
          <button className="btn l danger" type="submit" disabled={busy || !sure}>
            {t('upkeep.eraseDo')}
          </button>
          <button className="btn l" type="button" onClick={onClose}>
            {t('shell.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
