// Persons for lists, and the log of who was shown whom. The log is a chain, so it has one writer at a time and each writer waits for the disk: lists
// that are asked for meanwhile gather, and the next transaction reads and logs for all of them. Nobody is answered before the commit: no log, no names.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker } from '#contracts';
import { type Access, AccessLog, type PersonRecord, PersonVault } from '#platform';
import { DataSource } from 'typeorm';
import { seesNames } from '../scope.ts';

type Shown = Access & { readonly patientId: string };
type Persons = ReadonlyMap<string, PersonRecord>;

interface Waiting {
  readonly asker: Asker;
  readonly shown: readonly Shown[];
  readonly resolve: (persons: Persons) => void;
  readonly reject: (error: unknown) => void;
}

/** Most lists in one transaction. */
const most = 40;

@Injectable()
export class ShownPersons {
  private readonly waiting: Waiting[] = [];
  private running = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PersonVault) private readonly vault: PersonVault,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /** What the asker may know of each patient, once the showing is logged. Nobody for a role that sees no names. */
  read(asker: Asker, shown: readonly Shown[]): Promise<Persons> {
    if (shown.length === 0) return Promise.resolve(new Map());
    return new Promise((resolve, reject) => {
      this.waiting.push({ asker, shown, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, most);
      try {
        const persons = await this.readLogged(batch);
        for (const one of batch) one.resolve(ofAsker(one, persons));
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.running = false;
  }

  private readLogged(batch: readonly Waiting[]): Promise<Persons> {
    const named = batch.filter(({ asker }) => seesNames(asker.role)).flatMap(({ shown }) => shown.map((s) => s.patientId));
    return this.dataSource.transaction(async (em) => {
      const persons = await this.vault.read(em, [...new Set(named)]);
      // Last: the log is locked until the commit.
      await this.accessLog.writeAll(
        em,
        batch.map(({ asker, shown }) => ({ asker, accesses: shown })),
      );
      return persons;
    });
  }
}

function ofAsker({ asker, shown }: Waiting, persons: Persons): Persons {
  if (!seesNames(asker.role)) return new Map();
  return new Map(shown.flatMap(({ patientId }) => (persons.has(patientId) ? [[patientId, persons.get(patientId)!] as const] : [])));
}
