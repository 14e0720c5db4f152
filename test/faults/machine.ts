// The machine that programs believe to be on: its disk may be full or fail, its clock may be wrong, from one moment to the next and back.
// What does it is a small library of ours (machine.c) that is loaded before libc; it needs a C compiler and no rights.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** dist/test/faults -> test/faults */
const source = fileURLToPath(new URL('../../../test/faults/machine.c', import.meta.url));

export type Disk = 'well' | 'full' | 'failing';
const answers: Readonly<Record<Disk, number>> = { well: 0, full: constants.errno.ENOSPC, failing: constants.errno.EIO };

/** The library, built into the folder. */
export function buildMachine(folder: string): string {
  const library = join(folder, 'machine.so');
  try {
    execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    throw new Error('a C compiler is needed for clocks and disks that go wrong (Debian: apt-get install gcc libc6-dev)');
  }
  return library;
}

export class Machine {
  private readonly switches: number;
  /** What a program needs to be started with. */
  readonly env: Readonly<Record<string, string>>;
  private moved = 0;

  /** `disk`: the folder that lies on its disk; everything unless told. */
  constructor(folder: string, name: string, library: string, disk?: string) {
    const path = join(folder, `machine-${name}`);
    this.switches = openSync(path, 'w', 0o644);
    writeSync(this.switches, Buffer.alloc(16), 0, 16, 0);
    this.env = { LD_PRELOAD: library, MACHINE_SWITCHES: path, ...(disk ? { MACHINE_DISK: disk } : {}) };
  }

  disk(state: Disk): void {
    this.set(0, BigInt(answers[state]));
  }

  /** How far from the true time, in ms. */
  clock(ms: number): void {
    this.moved = ms;
    this.set(8, BigInt(Math.round(ms)) * 1_000_000n);
  }

  now(): number {
    return Date.now() + this.moved;
  }

  close(): void {
    closeSync(this.switches);
  }

  private set(at: number, value: bigint) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    writeSync(this.switches, bytes, 0, 8, at);
  }
}
