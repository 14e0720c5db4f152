// What a command is: how it is called, and what it does. It prints by `say`, answers its exit code, and fails with an Error that a person can act on.
import type { ParseArgsConfig } from 'node:util';

export interface Asked {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
}

export interface Command {
  /** The words it is called by. */
  readonly name: string;
  readonly summary: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  run(asked: Asked): Promise<number>;
}

export const DONE = 0;
export const FAILED = 1;
export const WRONG_CALL = 2;
