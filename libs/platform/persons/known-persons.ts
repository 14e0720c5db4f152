// Persons that were opened lately, each with the version of the row it was opened from: opening costs more than asking whether the row still is the same.
// Nobody is ever answered from here without that question, so what another process changed or erased counts at once.
import type { PersonRecord } from './person-shapes.ts';

interface Known {
  readonly version: string;
  readonly record: PersonRecord;
}

/** No name stays in memory for longer than this because of us. */
const keptMs = 60_000;
const most = 5000;

export class KnownPersons {
  private readonly known = new Map<string, Known>();
  private forgetting: NodeJS.Timeout | null = null;

  get(patientId: string): Known | undefined {
    return this.known.get(patientId);
  }

  keep(version: string, record: PersonRecord) {
    if (this.known.size >= most) this.known.clear();
    this.known.set(record.patientId, { version, record });
    this.forgetting ??= setTimeout(() => {
      this.forgetting = null;
      this.known.clear();
    }, keptMs).unref();
  }

  forget(patientId: string) {
    this.known.delete(patientId);
  }
}
