// A parsed message: segments with fields that are taken apart when asked for. Tolerant: trailing separators, extra fields, unknown segments and
// any line end are read; what looks odd becomes a warning.
import { unescape } from './escape.ts';
import type { Delimiters } from './header.ts';

const DELETE = '""';

export class Segment {
  readonly name: string;
  private readonly parts: readonly string[];
  private readonly d: Delimiters;

  constructor(line: string, d: Delimiters) {
    const parts = line.split(d.field);
    this.name = parts[0]!.trim().toUpperCase();
    // MSH-1 is the separator itself, so MSH counts one further.
    this.parts = this.name === 'MSH' ? [parts[0]!, d.field, ...parts.slice(1)] : parts;
    this.d = d;
  }

  /** The field as it was written, `""` (delete) included. */
  raw(field: number): string {
    return this.parts[field] ?? '';
  }

  /** Said to be deleted, which differs from left empty ("no change"). */
  deletes(field: number): boolean {
    return this.raw(field) === DELETE;
  }

  repetitions(field: number): string[] {
    const raw = this.raw(field);
    return raw === '' || raw === DELETE ? [] : raw.split(this.d.repetition).filter((r) => r !== '');
  }

  /** Text of a component (and subcomponent) of the first repetition; '' when empty or deleted. */
  value(field: number, component = 1, subcomponent = 1): string {
    const first = this.repetitions(field)[0];
    return first === undefined ? '' : this.part(first, component, subcomponent);
  }

  /** Text of a component of one repetition. */
  part(repetition: string, component: number, subcomponent = 1): string {
    const found = repetition.split(this.d.component)[component - 1]?.split(this.d.subcomponent)[subcomponent - 1] ?? '';
    return found === DELETE ? '' : unescape(found, this.d).trim();
  }
}

export interface Message {
  readonly segments: readonly Segment[];
  readonly warnings: readonly string[];
}

export function parseMessage(text: string, d: Delimiters): Message {
  const warnings = new Set<string>();
  const lines = text.split(/\r\n|\r|\n/);
  if (/\n/.test(text)) warnings.add('line-feed-ends');
  const segments: Segment[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    if (/^[A-Za-z][A-Za-z0-9]{2}$/.test(line.split(d.field, 1)[0]!.trim())) segments.push(new Segment(line.trimStart(), d));
    else warnings.add('stray-line');
  }
  return { segments, warnings: [...warnings] };
}

export const first = (message: Message, name: string): Segment | null => message.segments.find((s) => s.name === name) ?? null;
export const all = (message: Message, name: string): Segment[] => message.segments.filter((s) => s.name === name);

/** Splits the segments into groups that each begin with `opener`; what stands before the first one is left out. */
export function groupsOf(message: Message, opener: string): Segment[][] {
  const groups: Segment[][] = [];
  for (const segment of message.segments) {
    if (segment.name === opener) groups.push([segment]);
    else groups.at(-1)?.push(segment);
  }
  return groups;
}
