// Beside the filters: groups, columns, how it was then, and the ways out of the screen.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, type Selection } from 'react-aria-components';
import { useAsker } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AsOfButton } from '../../parts/as-of.tsx';
import { Icon } from '../../parts/icon.tsx';
import { printPage } from '../../parts/print.tsx';
import { problemText } from '../../parts/problem-text.ts';
import { toast } from '../../parts/toasts.tsx';
import { columns, hiddenColumns, writeHidden } from './columns.ts';
import { exportQueue } from './export.ts';
import type { asQuery } from './filters.ts';

interface Props {
  readonly filters: ReturnType<typeof asQuery>;
  readonly group: string | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly onAsOf: (asOf: string) => void;
}

export function QueueTools({ filters, group, hidden, onAsOf }: Props) {
  const { t } = useWords();
  return (
    <>
      <GroupMenu group={group} />
      <ColumnMenu hidden={hidden} />
      <AsOfButton onPick={onAsOf} />
      <ExportButton filters={filters} />
      <button className="btn" type="button" onClick={() => void printPage(t)}>
        <Icon name="print" />
        {t('shell.print')}
      </button>
    </>
  );
}

const chosenOf = (keys: Selection): ReadonlySet<string> => new Set(keys === 'all' ? columns : [...keys].map(String));

function GroupMenu({ group }: { group: string | undefined }) {
  const { t } = useWords();
  const navigate = useNavigate({ from: '/ko' });
  const choose = (keys: Selection) => {
    const [next] = chosenOf(keys);
    void navigate({ search: (before) => ({ ...before, group: next === 'none' ? undefined : next }), replace: true });
  };
  return (
    <MenuTrigger>
      <Button className="btn">
        <Icon name="group" />
        {t(group === 'municipality' ? 'queue.byMunicipality' : group === 'unit' ? 'queue.byWard' : 'queue.group')}
      </Button>
      <Popover className="menu" placement="bottom end">
        <Menu
          aria-label={t('queue.group')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[group ?? 'none']}
          onSelectionChange={choose}
        >
          <MenuItem id="none">{t('queue.ungrouped')}</MenuItem>
          <MenuItem id="municipality">{t('queue.byMunicipality')}</MenuItem>
          <MenuItem id="unit">{t('queue.byWard')}</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function ColumnMenu({ hidden }: { hidden: ReadonlySet<string> }) {
  const { t } = useWords();
  const navigate = useNavigate({ from: '/ko' });
  const choose = (keys: Selection) => {
    hiddenColumns.set(writeHidden(chosenOf(keys)));
    void navigate({ search: (before) => ({ ...before, hide: undefined }), replace: true });
  };
  return (
    <MenuTrigger>
      <Button className="btn">
        <Icon name="columns" />
        {t('queue.columns')}
      </Button>
      <Popover className="menu" placement="bottom end">
        <Menu
          aria-label={t('queue.columns')}
          selectionMode="multiple"
          selectedKeys={columns.filter((one) => !hidden.has(one))}
          onSelectionChange={choose}
        >
          {columns.map((one) => (
            <MenuItem key={one} id={one}>
              {t(`queue.column.${one}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function ExportButton({ filters }: { filters: ReturnType<typeof asQuery> }) {
  const words = useWords();
  const asker = useAsker();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      toast(words.t('queue.exported', await exportQueue(filters, words, asker)));
    } catch (error) {
      toast(problemText(error, words.t), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button className="btn" type="button" disabled={busy} onClick={() => void run()}>
      <Icon name="export" />
      {words.t(busy ? 'queue.exporting' : 'queue.exportCsv')}
    </button>
  );
}
