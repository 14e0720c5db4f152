import { letterKeys } from '../api/remembered.ts';
import { useStore } from '../api/store.ts';
import { useWords } from '../i18n/use-words.ts';
import { Dialog } from '../parts/dialog.tsx';

const rows = [
  [['?'], 'keyHelp'],
  [['/'], 'keySearch'],
  [['j', 'k'], 'keyMove'],
  [['Enter'], 'keyOpen'],
  [['x'], 'keyChoose'],
  [['Shift', 'Enter'], 'keySort'],
  [['Ctrl', 'P'], 'keyPrint'],
  [['g', 'k'], 'keyGoQueue'],
  [['g', 'p'], 'keyGoPlaces'],
  [['g', 'l'], 'keyGoAlerts'],
  [['e'], 'keyAcknowledge'],
  [['t'], 'keyAssign'],
  [['z'], 'keySnooze'],
  [['Esc'], 'keyEscape'],
] as const;

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const letters = useStore(letterKeys);
  return (
    <Dialog title={t('shell.keysTitle')} onClose={onClose}>
      <label className="switch-line">
        <input
          type="checkbox"
          role="switch"
          checked={letters === 'on'}
          onChange={({ target }) => letterKeys.set(target.checked ? 'on' : 'off')}
        />
        <span>
          <b>{t('shell.keysLetters')}</b>
          <small>{t('shell.keysLettersNote')}</small>
        </span>
      </label>
      <dl className={letters === 'on' ? 'key-list' : 'key-list mut'}>
        {rows.map(([keys, word]) => (
          <div key={word}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`shell.${word}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
