// One ADT message under the source's mapping, with what was found wrong so far. Faults put the message in quarantine; warnings do not.
import { all, first, type Message, type Segment } from '../hl7/message.ts';
import { parseTime } from '../hl7/time.ts';
import type { Header } from '../hl7/header.ts';
import type { Source } from '../mappings/mapping-table.ts';

export interface Fault {
  readonly code: string;
  /** Segment and field, `PID-3`. */
  readonly at: string;
}

export type Path = readonly [segment: string, field: number];

/** Hour that a bare date stands for: the middle of the day, so that it is wrong by half a day at most. */
const NOON = 12;

export class Reading {
  readonly faults: Fault[] = [];
  readonly warnings = new Set<string>();
  /** Ward codes the mapping does not know. */
  readonly unknownUnits = new Set<string>();
  readonly message: Message;
  readonly header: Header;
  readonly source: Source;

  constructor(message: Message, header: Header, source: Source) {
    this.message = message;
    this.header = header;
    this.source = source;
    for (const warning of message.warnings) this.warnings.add(warning);
  }

  get trigger(): string {
    return this.header.trigger;
  }

  segment(name: string): Segment | null {
    return first(this.message, name);
  }

  segments(name: string): Segment[] {
    return all(this.message, name);
  }

  fault(code: string, at: string): void {
    this.faults.push({ code, at });
  }

  warn(code: string): void {
    this.warnings.add(code);
  }

  /** A time that says when something happened: the first of `paths` that is filled. Unreadable is a fault, for the order in time rests on it. */
  momentAt(paths: readonly Path[]): string | null {
    for (const path of paths) {
      const text = this.textAt(path);
      if (text === '') continue;
      const time = this.readTime(text);
      if (time === null) {
        this.fault('time-unreadable', `${path[0]}-${path[1]}`);
        return null;
      }
      return time;
    }
    return null;
  }

  /** A time that is only told along: unreadable is a warning, and nothing is told. */
  toldTime(segment: Segment | null, field: number): string | null {
    const text = segment?.value(field) ?? '';
    if (text === '') return null;
    const time = this.readTime(text);
    if (time === null) this.warn(`time-unreadable:${segment!.name}-${field}`);
    return time;
  }

  private textAt([segment, field]: Path): string {
    return segment === 'MSH' ? this.header.sentAt : (this.segment(segment)?.value(field) ?? '');
  }

  private readTime(text: string): string | null {
    const time = parseTime(text, NOON);
    if (!time.ok || time.precision === 'year' || time.precision === 'month') return null;
    for (const flag of time.flags) this.warn(flag);
    return time.instant;
  }
}
