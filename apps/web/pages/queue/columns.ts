// Which columns are shown. The case stands first always; two dates are shown to those who ask for them.
import { remembered } from '../../api/remembered.ts';

export const columns = ['patient', 'ward', 'goal', 'admitted', 'expected', 'ready', 'wait', 'cause', 'next'] as const;
export type Column = (typeof columns)[number];

const noneHidden = 'none';
/** Columns left out, comma between: as the address of a saved view says, else as this computer remembers. */
export const hiddenColumns = remembered<string>('queue-hide', /^[a-z]+(,[a-z]+)*$/, 'admitted,expected');

export const readHidden = (hide: string): ReadonlySet<string> => new Set(hide.split(','));
export const writeHidden = (shown: ReadonlySet<string>): string => columns.filter((one) => !shown.has(one)).join(',') || noneHidden;
