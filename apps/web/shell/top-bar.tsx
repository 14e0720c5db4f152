import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Asker } from '#contracts';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { contact, stateOf } from '../api/contact.ts';
import { alertsQuery } from '../api/queries.ts';
import { language } from '../api/remembered.ts';
import { useNow } from '../api/server-clock.ts';
import { homeOf, logOut } from '../api/session.ts';
import { useStore } from '../api/store.ts';
import { timeText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon, Mark } from '../parts/icon.tsx';
import { switchTheme } from './theme.ts';

export function TopBar({ asker, onKeys }: { asker: Asker | null; onKeys: () => void }) {
  const { t } = useWords();
  return (
    <header className="top">
      <Link className="mark" to={asker ? homeOf(asker) : '/logga-in'}>
        <Mark />
        Sluss
      </Link>
      {asker && <MainMenu asker={asker} />}
      <div className="end">
        {asker && <LiveState />}
        <button
          className="icon-btn lang-btn"
          type="button"
          lang={language.get() === 'sv' ? 'en' : 'sv'}
          onClick={() => language.set(language.get() === 'sv' ? 'en' : 'sv')}
        >
          {language.get() === 'sv' ? 'EN' : 'SV'}
          <span className="sr">, {t('shell.languageLabel')}</span>
        </button>
        <button className="icon-btn" type="button" aria-label={t('shell.themeSwitch')} onClick={switchTheme}>
          <Icon name="theme" />
        </button>
        {asker && <Account asker={asker} onKeys={onKeys} />}
      </div>
    </header>
  );
}

function MainMenu({ asker }: { asker: Asker }) {
  const { t } = useWords();
  const fresh = useQuery(alertsQuery('open')).data?.counts.fresh ?? 0;
  const here = { activeProps: { 'aria-current': 'page' as const }, inactiveProps: {}, activeOptions: { includeSearch: false } };
  return (
    <nav aria-label={t('shell.menu')}>
      <ul>
        <li>
          <Link to="/ko" {...here}>
            <Icon name="queue" large />
            {t('shell.queue')}
          </Link>
        </li>
        <li>
          <Link to="/platser" {...here}>
            <Icon name="place" large />
            {t('shell.places')}
          </Link>
        </li>
        <li>
          <Link to="/larm" {...here}>
            <Icon name="bell" large />
            {t('shell.alerts')}
            {fresh > 0 && (
              <b>
                <span aria-hidden="true">{fresh}</span>
                <span className="sr"> {t('shell.fresh', { count: fresh })}</span>
              </b>
            )}
          </Link>
        </li>
        {asker.role === 'operator' && (
          <li>
            <Link to="/drift" {...here}>
              <Icon name="gear" large />
              {t('shell.operator')}
            </Link>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** "Live 08:05", "Återansluter…", "Data är 4 min gamla": never a quiet lie. */
function LiveState() {
  const { t } = useWords();
  const heard = useStore(contact);
  const state = stateOf(heard);
  const now = useNow(5_000);
  const minutes = Math.floor((performance.now() - heard.heardAt) / 60_000);
  const text =
    state === 'live'
      ? `${t('shell.live')} ${timeText(now)}`
      : minutes >= 1
        ? t('shell.staleData', { minutes })
        : t(state === 'lost' ? 'shell.reconnecting' : 'shell.connecting');
  return (
    <span className={`live ${state}`}>
      <Icon name={state === 'live' ? 'live' : minutes >= 1 ? 'clock' : 'off'} />
      <span className="live-text">{text}</span>
      {/* Told once when it turns, not each minute. */}
      <span className="sr" role="status">
        {state === 'live' ? t('shell.live') : state === 'lost' ? t('shell.reconnecting') : ''}
      </span>
    </span>
  );
}

function Account({ asker, onKeys }: { asker: Asker; onKeys: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <MenuTrigger>
      <Button className="who">
        <Icon name="user" large />
        <span>
          {asker.name}
          <small>
            {asker.organisationName} · {t('shell.switchRole')}
          </small>
        </span>
        <span className="sr">, {t('shell.account')}</span>
        <Icon name="down" />
      </Button>
      <Popover className="menu" placement="bottom end">
        <Menu
          aria-label={t('shell.account')}
          onAction={(key) => {
            if (key === 'keys') onKeys();
            if (key === 'statement') void navigate({ to: '/tillganglighet' });
            if (key === 'language') language.set(language.get() === 'sv' ? 'en' : 'sv');
            if (key === 'out') void logOut().then(() => navigate({ to: '/logga-in' }));
          }}
        >
          <MenuItem id="out">
            <Icon name="assign" />
            {t('shell.switchRole')}
          </MenuItem>
          <MenuItem id="language">
            <Icon name="message" />
            {t('shell.language')}
          </MenuItem>
          <MenuItem id="keys">
            <Icon name="info" />
            {t('shell.keysHelp')}
          </MenuItem>
          <MenuItem id="statement">
            <Icon name="eye" />
            {t('shell.statement')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
