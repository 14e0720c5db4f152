// Close, reopen, vacate, occupied by somebody on no journey: one dialog each, short, with a verb on the button.
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useAct } from '../../api/act.ts';
import { serverNow } from '../../api/server-clock.ts';
import { dateText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { isConflict, showRefusal } from '../../parts/conflict.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { toast } from '../../parts/toasts.tsx';
import { namesOf } from './place-names.ts';
import type { Place } from './place-row.tsx';

export type PlaceAct = 'close' | 'reopen' | 'vacate' | 'occupy';
const reasons = ['staffing', 'maintenance', 'infection', 'other'] as const;
const route = { close: 'closePlace', reopen: 'reopenPlace', vacate: 'vacatePlace', occupy: 'occupyPlace' } as const;
const doneWord = {
  close: 'places.closedDone',
  reopen: 'places.reopenedDone',
  vacate: 'places.vacatedDone',
  occupy: 'places.occupiedDone',
} as const;

export function PlaceDialog({ act, place, unitName, onClose }: { act: PlaceAct; place: Place; unitName: string; onClose: () => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const { busy, run } = useAct(route[act]);
  const named = namesOf(place.label, t);
  const titles = {
    close: t('places.closeTitle', { ...named, unit: unitName }),
    reopen: `${t('places.reopen')} ${named.place}`,
    vacate: t('places.vacateTitle', named),
    occupy: t('places.occupyTitle', named),
  };
  const verbs = { close: t('places.close'), reopen: t('places.reopen'), vacate: t('places.vacate'), occupy: t('places.occupy') };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const end = String(form.get('end') ?? '');
    const body =
      act === 'close' ? { reason: String(form.get('reason')) as (typeof reasons)[number], ...(end ? { expectedEndOn: end } : {}) } : {};
    const outcome = await run({ id: place.placeId, body: body as never, ifMatch: place.revision });
    if (outcome.kind === 'busy') return;
    if (outcome.kind === 'refused') {
      // Somebody was first: the place is no longer what the dialog speaks of. Any other refusal leaves it as it is, to be sent again.
      if (isConflict(outcome.problem)) onClose();
      return showRefusal(outcome.problem, t);
    }
    onClose();
    toast(t(doneWord[act], named));
    void client.invalidateQueries({ predicate: ({ queryKey }) => ['unit', 'units', 'gates', 'match'].includes(String(queryKey[0])) });
  };
  return (
    <Dialog title={titles[act]} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        {act === 'vacate' && (
          <p>
            {place.caseRef && `${t('places.vacateCase', { ref: place.caseRef })} `}
            {t('places.vacateText')}
          </p>
        )}
        {act === 'occupy' && <p>{t('places.occupyText')}</p>}
        {act === 'close' && (
          <>
            <label>
              {t('places.closeReason')}
              <span className="field">
                <select name="reason" required defaultValue="staffing">
                  {reasons.map((one) => (
                    <option key={one} value={one}>
                      {t(`codes.closure.${one}`)}
                    </option>
                  ))}
                </select>
              </span>
            </label>
            <label>
              {t('places.closeEnd')}
              <span className="field">
                <input name="end" type="date" min={dateText(serverNow())} />
              </span>
              <small>{t('places.closeEndNote')}</small>
            </label>
          </>
        )}
        <div className="row">
          <button className="btn main" type="submit" disabled={busy}>
            {verbs[act]}
          </button>
          <button className="btn l" type="button" onClick={onClose}>
            {t('shell.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
