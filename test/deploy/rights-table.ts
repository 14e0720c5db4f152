// The table of rights in OPERATIONS.md, read as an administrator reads it: what stands there is what the logins get.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Granted {
  readonly role: string;
  readonly write: readonly string[];
  readonly read: readonly string[];
  readonly groups: readonly string[];
}

export function rightsTable(): Granted[] {
  const page = readFileSync(join(__dirname, '../../docs/OPERATIONS.md'), 'utf8');
  const rows = /^\| role \| `Write` on topics .*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page)![1]!.trim().split('\n');
  return rows.map((row) => {
    const [role, write, read, groups] = row.split('|').slice(1, -1);
    const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    return { role: role!.trim(), write: names(write!), read: names(read!), groups: names(groups!) };
  });
}
