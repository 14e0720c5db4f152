// Saved views beside the tabs: one press for what somebody looks at every morning.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { SavedView, SavedViews } from '#contracts';
import { useAct, type Outcome } from '../../api/act.ts';
import { newKey } from '../../api/client.ts';
import { queryClient, viewsQuery } from '../../api/queries.ts';
import { useAsker } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toasts.tsx';
import { clean, type QueueSearch } from './filters.ts';
import { sameView, viewOf } from './view-of.ts';

const longestName = 60;

/** `hide`: the columns left out now, wherever that was said. */
export function ViewTabs({ search, hide }: { search: QueueSearch; hide: string }) {
  const { t } = useWords();
  const views = useQuery(viewsQuery).data?.items ?? [];
  const current = views.find((one) => sameView(one.view, search));
  const [editing, setEditing] = useState<SavedView | 'new' | null>(null);
  return (
    <>
      {views.map((one) => (
        <Link
          key={one.id}
          className="view"
          to="/ko"
          search={{ ...one.view }}
          aria-current={one === current ? 'page' : undefined}
          activeOptions={{ exact: true }}
        >
          {one.isDefault && <Icon name="star" />}
          {one.shared && <Icon name="people" />}
          <bdi>{one.name}</bdi>
          {one.isDefault && <span className="sr">, {t('queue.viewDefault')}</span>}
          {one.shared && <span className="sr">, {t('queue.viewShared')}</span>}
        </Link>
      ))}
      <button className="linklike view-save" type="button" onClick={() => setEditing(current ?? 'new')}>
        <Icon name={current ? 'gear' : 'plus'} />
        {t(current ? 'queue.viewEdit' : 'queue.viewSave')}
      </button>
      {editing && (
        <ViewDialog key="view" known={editing === 'new' ? null : editing} search={search} hide={hide} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

interface DialogProps {
  readonly known: SavedView | null;
  readonly search: QueueSearch;
  readonly hide: string;
  readonly onClose: () => void;
}

function ViewDialog({ known, search, hide, onClose }: DialogProps) {
  const { t } = useWords();
  const asker = useAsker();
  const navigate = useNavigate({ from: '/ko' });
  const acts = { save: useAct('saveView'), remove: useAct('deleteView'), choose: useAct('chooseView') };
  const busy = Object.values(acts).some((act) => act.busy);
  // One id per opened dialog: pressed twice, or sent again after silence, it is one view.
  const [id] = useState(() => known?.id ?? newKey());
  const [name, setName] = useState(known?.name ?? '');
  const mine = known?.mine ?? true;
  const took = (outcome: Outcome<SavedViews>): boolean => {
    if (outcome.kind === 'done') queryClient.setQueryData(viewsQuery.queryKey, outcome.value);
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    return outcome.kind === 'done';
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: name.trim(), shared: form.has('shared'), view: known?.view ?? viewOf(search, hide) };
    if (mine && !took(await acts.save.run({ id, body }))) return;
    if (
      form.has('default') !== (known?.isDefault ?? false) &&
      !took(await acts.choose.run({ body: { id: form.has('default') ? id : null } }))
    )
      return;
    toast(t('queue.viewSaved', { name: body.name }));
    if (!known) void navigate({ search: (before) => ({ ...body.view, q: before.q, asOf: before.asOf }), replace: true });
    onClose();
  };
  const remove = async () => {
    if (!known || !took(await acts.remove.run({ id }))) return;
    const undo = async () => {
      const { name: was, shared, view } = known;
      if (took(await acts.save.run({ id, body: { name: was, shared, view } })) && known.isDefault)
        took(await acts.choose.run({ body: { id } }));
    };
    toast(t('queue.viewDeleted', { name: known.name }), { undo: () => void undo() });
    onClose();
  };
  return (
    <Dialog title={t(known ? 'queue.viewEdit' : 'queue.viewSave')} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        {mine ? (
          <>
            <label>
              {t('queue.viewName')}
              <span className="field">
                <input
                  value={name}
                  required
                  maxLength={longestName}
                  autoFocus
                  autoComplete="off"
                  onChange={({ target }) => setName(clean(target.value).slice(0, longestName))}
                />
              </span>
            </label>
            <p className="mut sm">{t('queue.viewNote')}</p>
            <label className="choice">
              <input type="checkbox" name="shared" defaultChecked={known?.shared} />
              {t('queue.viewShare', { organisation: asker.organisationName })}
            </label>
          </>
        ) : (
          <p>{t('queue.viewNotMine', { name })}</p>
        )}
        <label className="choice">
          <input type="checkbox" name="default" defaultChecked={known?.isDefault} />
          {t('queue.viewMakeDefault')}
        </label>
        <div className="row">
          <button className="btn main" type="submit" disabled={busy}>
            {t('shell.save')}
          </button>
          <button className="btn l" type="button" onClick={onClose}>
            {t('shell.cancel')}
          </button>
          {known?.mine && (
            <button className="btn l danger" type="button" disabled={busy} onClick={() => void remove()}>
              {t('queue.viewDelete')}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
