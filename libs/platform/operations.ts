// What this process knows of how its roles are doing: each role adds its part, the event log adds its own. Codes and counts; nothing about people.
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { DeadLetterRetried, OperatorPart } from '#contracts';
import { Eventing } from '#eventing';
import { DemoSwitch } from './demo-switch.ts';

const nothing: OperatorPart = { sources: [], lags: [], outbox: 0, deadLetters: [], quarantined: 0, unknownUnits: [], demo: null };

@Injectable()
export class Operations {
  private readonly parts: (() => Promise<Partial<OperatorPart>>)[] = [];

  constructor(
    @Optional() @Inject(Eventing) private readonly eventing: Eventing | null,
    @Inject(DemoSwitch) private readonly demo: DemoSwitch,
  ) {}

  add(part: () => Promise<Partial<OperatorPart>>) {
    this.parts.push(part);
  }

  async ask(): Promise<OperatorPart> {
    const told = await Promise.all([this.ofEvents(), ...this.parts.map((part) => part())]);
    return together([{ demo: this.demo.shown }, ...told].map((part) => ({ ...nothing, ...part })));
  }

  /** Null when the group does not run in this process. */
  async retry(group: string, eventId: string): Promise<DeadLetterRetried | null> {
    if (!/^[0-9a-f-]{36}$/i.test(eventId)) return { ok: false, error: 'not an event id' };
    const retried = await this.eventing?.retryDeadLetter(group, eventId);
    return retried ? { ok: retried.error === null, error: retried.error } : null;
  }

  private async ofEvents(): Promise<Partial<OperatorPart>> {
    if (!this.eventing) return {};
    const [lags, outbox, letters] = await Promise.all([this.eventing.lags(), this.eventing.outbox(), this.eventing.deadLetters()]);
    return {
      lags,
      outbox,
      deadLetters: letters.map(({ reason, parkedAt, group, eventId, topic, type, key, attempts, behind }) => ({
        group,
        eventId,
        topic,
        type,
        key,
        attempts,
        behind,
        error: reason,
        parkedAt: parkedAt.toISOString(),
      })),
    };
  }
}

/** The parts of several processes, or of several roles of one, as one. */
export function together(parts: readonly OperatorPart[]): OperatorPart {
  return {
    sources: parts.flatMap((part) => part.sources),
    lags: parts.flatMap((part) => part.lags),
    outbox: parts.reduce((sum, part) => sum + part.outbox, 0),
    deadLetters: parts.flatMap((part) => part.deadLetters),
    quarantined: parts.reduce((sum, part) => sum + part.quarantined, 0),
    unknownUnits: parts.flatMap((part) => part.unknownUnits),
    demo: parts.find((part) => part.demo)?.demo ?? null,
  };
}
