// What can be done with an alert: take it on (and undo that), hand it to somebody, put it aside, hand it up, silence its kind.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertDetail } from '#contracts';
import { useAct, type Outcome } from '../../api/act.ts';
import { call, type BodyOf, type Call } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useAsker } from '../../api/session.ts';
import { nearTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useKeys } from '../../shell/keys.ts';
import { AssignDialog, SilenceDialog, SnoozeDialog } from './dialogs.tsx';

type Act = 'acknowledgeAlert' | 'unacknowledgeAlert' | 'assignAlert' | 'snoozeAlert' | 'escalateAlert' | 'silenceAlert';
type Seen = Pick<AlertDetail, 'revision' | 'state' | 'assignee'>;
type Open = 'assign' | 'snooze' | 'silence' | null;

export function AlertActs({ alert }: { alert: AlertDetail }) {
  const { t } = useWords();
  const asker = useAsker();
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const acts = {
    acknowledge: useAct('acknowledgeAlert'),
    unacknowledge: useAct('unacknowledgeAlert'),
    assign: useAct('assignAlert'),
    snooze: useAct('snoozeAlert'),
    escalate: useAct('escalateAlert'),
    silence: useAct('silenceAlert'),
  };
  const busy = Object.values(acts).some((act) => act.busy);
  /** An alert is counted anew all the time: an act is refused only when somebody else has acted since it was seen as it is here. */
  async function act<N extends Act, T extends { alert: Seen }>(
    run: (options: Call<N>) => Promise<Outcome<T>>,
    body: BodyOf<N>,
    seen: Seen = alert,
  ): Promise<Seen | null> {
    const send = (ifMatch: number) => run({ id: alert.alertId, ifMatch, body } as Call<N>);
    let outcome = await send(seen.revision);
    if (outcome.kind === 'refused' && outcome.problem.status === 412) {
      const now = await call('getAlert', { id: alert.alertId }).catch(() => null);
      if (now && now.state === seen.state && now.assignee === seen.assignee) outcome = await send(now.revision);
    }
    if (outcome.kind === 'busy') return null;
    void client.invalidateQueries({ predicate: ({ queryKey }) => ['alerts', 'alert', 'silences'].includes(String(queryKey[0])) });
    if (outcome.kind === 'done') return outcome.value.alert;
    showRefusal(outcome.problem, t);
    return null;
  }
  const unacknowledge = async (seen: Seen) => {
    if (await act(acts.unacknowledge.run, {}, seen)) toast(t('alerts.unacknowledgedDone'));
  };
  const acknowledge = async () => {
    const done = await act(acts.acknowledge.run, {});
    if (done) toast(t('alerts.acknowledgedDone'), { undo: () => void unacknowledge(done) });
  };
  const escalate = async () => {
    if (await act(acts.escalate.run, {})) toast(t('alerts.escalatedDone'));
  };
  const live = alert.state !== 'resolved';
  const fresh = alert.state === 'new' || alert.state === 'snoozed';
  useKeys({
    e: () => void (live && fresh && acknowledge()),
    t: () => live && setOpen('assign'),
    z: () => live && setOpen('snooze'),
  });
  if (!live) return null;
  return (
    <div className="row acts">
      {fresh ? (
        <button className="btn main" type="button" disabled={busy} onClick={() => void acknowledge()}>
          <Icon name="check" />
          {t('alerts.acknowledge')} <kbd aria-hidden="true">e</kbd>
        </button>
      ) : (
        <button className="btn l" type="button" disabled={busy} onClick={() => void unacknowledge(alert)}>
          <Icon name="undo" />
          {t('alerts.unacknowledge')}
        </button>
      )}
      <button className="btn l" type="button" disabled={busy} onClick={() => setOpen('assign')}>
        <Icon name="assign" />
        {t('alerts.assign')}
      </button>
      <button className="btn l" type="button" disabled={busy} onClick={() => setOpen('snooze')}>
        <Icon name="snooze" />
        {t('alerts.snooze')}
      </button>
      <button className="btn l" type="button" disabled={busy} onClick={() => void escalate()}>
        <Icon name="up" />
        {t('alerts.escalate')}
      </button>
      {(asker.role === 'manager' || asker.role === 'operator') && (
        <button className="btn l" type="button" disabled={busy} onClick={() => setOpen('silence')}>
          <Icon name="mute" />
          {t('alerts.silence')}
        </button>
      )}
      {/* A dialog stays, with what was typed in it, until it is done. */}
      {open === 'assign' && (
        <AssignDialog
          busy={busy}
          onClose={() => setOpen(null)}
          onDone={async (assignee, name) => {
            if (!(await act(acts.assign.run, { assignee }))) return;
            toast(t('alerts.assignedDone', { who: name }));
            setOpen(null);
          }}
        />
      )}
      {open === 'snooze' && (
        <SnoozeDialog
          busy={busy}
          onClose={() => setOpen(null)}
          onDone={async (minutes) => {
            const until = new Date(serverNow().getTime() + minutes * 60_000);
            if (!(await act(acts.snooze.run, { minutes }))) return;
            toast(t('alerts.snoozedDone', { at: nearTimeText(until, serverNow()) }));
            setOpen(null);
          }}
        />
      )}
      {open === 'silence' && (
        <SilenceDialog
          busy={busy}
          onClose={() => setOpen(null)}
          onDone={async (reason, until) => {
            if (!(await act(acts.silence.run, { reason, until: until.toISOString() }))) return;
            toast(t('alerts.silencedDone', { at: nearTimeText(until, serverNow()) }));
            setOpen(null);
          }}
        />
      )}
    </div>
  );
}
