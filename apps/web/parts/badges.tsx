// Badges: colour, shape and word, always all three.
import type { AlertState, Severity } from '#contracts';
import { useWords } from '../i18n/use-words.ts';
import { Icon, type IconName } from './icon.tsx';

type Level = 'within' | 'near' | 'over';
const levelLook = { within: ['ok', 'ok'], near: ['near', 'near'], over: ['over', 'over'] } as const satisfies Record<
  Level,
  readonly [string, IconName]
>;

export function TimeBadge({ level }: { level: Level | null }) {
  const { t } = useWords();
  if (!level) return null;
  const [look, icon] = levelLook[level];
  return (
    <span className={`badge ${look}`}>
      <Icon name={icon} />
      {t(`codes.badge.${level}`)}
    </span>
  );
}

const trackLook = { green: '', yellow: 'gul', red: 'rod' } as const;

export function Track({ track }: { track: keyof typeof trackLook | null }) {
  const { t } = useWords();
  return track ? <span className={`track ${trackLook[track]}`}>{t(`codes.track.${track}`)}</span> : null;
}

/** A water gauge: the level rises with the severity. */
export function Pegel({ severity }: { severity: Severity }) {
  const { t } = useWords();
  return (
    <span className={`pegel n${severity}`}>
      <i aria-hidden="true">
        {[4, 3, 2, 1].map((mark) => (
          <s key={mark} className={severity >= mark ? 'on' : undefined} />
        ))}
      </i>
      {t(`codes.severity.${severity}`)}
    </span>
  );
}

const alertLook = {
  new: ['info', 'bell'],
  acknowledged: ['plain', 'ok'],
  assigned: ['plain', 'assign'],
  snoozed: ['plain', 'snooze'],
  resolved: ['ok', 'check'],
} as const satisfies Record<AlertState, readonly [string, IconName]>;

export function AlertBadge({ state, silenced }: { state: AlertState; silenced: boolean }) {
  const { t } = useWords();
  const [look, icon] = silenced ? (['plain', 'mute'] as const) : alertLook[state];
  return (
    <span className={`badge ${look}`}>
      <Icon name={icon} />
      {silenced ? t('alerts.silenced') : t(`codes.alertState.${state}`)}
    </span>
  );
}
