// People made up so that their words can stand nowhere by chance, and a search for those words in everything that is kept or said.
import { officialTestNumbers } from '#simulator';
import type { Client } from 'pg';

export interface Canary {
  readonly family: string;
  readonly given: string;
  readonly number: string;
  readonly street: string;
  readonly phone: string;
}

/** The last of the list, which no other story uses. */
const number = (fromEnd: number) => officialTestNumbers.at(-fromEnd)!;

export const zebulonia: Canary = {
  family: 'Kanariqvist',
  given: 'Zebulonia',
  number: number(1),
  street: 'Burfågelstigen 4711',
  phone: '0999-471100',
};
export const hidden: Canary = {
  family: 'Hemligfink',
  given: 'Quintavius',
  number: number(2),
  street: 'Doldatrasten 4712',
  phone: '0999-471200',
};
/** Comes in a message that cannot be used. */
export const refused: Canary = {
  family: 'Avvisadlärka',
  given: 'Xantippus',
  number: number(3),
  street: 'Felsteglitsan 4713',
  phone: '0999-471300',
};
/** Known by number alone, through JSON. */
export const numbered: Canary = {
  family: 'Jsonsparv',
  given: 'Yggdrasilia',
  number: number(4),
  street: 'Apivipan 4714',
  phone: '0999-471400',
};

export const canaries = [zebulonia, hidden, refused, numbered];

export function wordsOf({ family, given, number: digits, street, phone }: Canary): string[] {
  const ten = digits.slice(2);
  const numbers = [digits, `${digits.slice(0, 8)}-${digits.slice(8)}`, ten, `${ten.slice(0, 6)}-${ten.slice(6)}`];
  return [family, given, street.split(' ')[0]!, phone, phone.replace('-', ''), ...numbers];
}

const escaped = (word: string) =>
  JSON.stringify(word)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** How a word may stand somewhere: as it is, as JSON may write it, in base64 or hex, and in Latin-1 read as UTF-8 or the other way round. */
function formsOf(word: string): string[] {
  const bytes = Buffer.from(word, 'utf8');
  const forms = [word, escaped(word), encodeURIComponent(word), bytes.toString('latin1'), bytes.toString('hex')];
  // Base64 has three ways to write the same letters, after where they begin.
  const inner = [0, 1, 2].map((lead) =>
    Buffer.concat([Buffer.alloc(lead, 'x'), bytes, Buffer.from('xx')])
      .toString('base64')
      .slice(lead === 0 ? 0 : 4, -4),
  );
  return [...forms, ...inner.filter((form) => form.length >= 8)];
}

/** The words of these people that stand in a text. */
export function found(people: readonly Canary[], text: string): string[] {
  const lower = text.toLowerCase();
  return people.flatMap(wordsOf).filter((word) => formsOf(word).some((form) => lower.includes(form.toLowerCase())));
}

export interface Finding {
  readonly where: string;
  readonly word: string;
}

/** Every row of every table, as text, and every byte column as letters. */
export async function searchDatabase(
  client: Client,
  people: readonly Canary[],
): Promise<{ findings: Finding[]; tables: number; rows: number }> {
  const { rows: tables } = await client.query<{ name: string; bytes: string[] | null }>(
    `select format('%I.%I', n.nspname, c.relname) as name,
       (select array_agg(quote_ident(a.attname)) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.atttypid = 'bytea'::regtype and not a.attisdropped) as bytes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%'`,
  );
  const findings: Finding[] = [];
  let count = 0;
  for (const { name, bytes } of tables) {
    const columns = (bytes ?? []).map((column, i) => `, t.${column} as b${i}`).join('');
    const { rows } = await client.query<Record<string, unknown>>(`select t::text as text${columns} from ${name} t`);
    count += rows.length;
    for (const row of rows) {
      const texts = Object.values(row).flatMap((value) =>
        Buffer.isBuffer(value) ? [value.toString('latin1'), value.toString('utf8')] : [String(value)],
      );
      for (const word of found(people, texts.join('\n'))) findings.push({ where: name, word });
    }
  }
  return { findings, tables: tables.length, rows: count };
}
