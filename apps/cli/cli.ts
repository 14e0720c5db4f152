// Finds the command that was asked for and runs it. A wrong call gets the usage, a fault one line.
import { parseArgs } from 'node:util';
import { type Asked, type Command, FAILED, WRONG_CALL } from './command.ts';
import { printConfig } from './config-print.ts';
import { logins } from './logins.ts';
import { migrateStatus, migrateUp } from './migrate.ts';
import { refillEvents } from './refill.ts';

const commands: readonly Command[] = [migrateUp, migrateStatus, logins, refillEvents, printConfig];

export interface Output {
  say(line: string): void;
  complain(line: string): void;
}

/** Answers the exit code. */
export async function runCli(args: readonly string[], env: Asked['env'], { say, complain }: Output): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word));
  if (!command) {
    const asked = args.length === 0 || args.includes('--help');
    (asked ? say : complain)(usage());
    return asked ? 0 : WRONG_CALL;
  }
  try {
    const options = parse(command, args.slice(command.name.split(' ').length));
    return await command.run({ options, env, say });
  } catch (error) {
    complain((error as Error).message);
    return (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') ? WRONG_CALL : FAILED;
  }
}

const parse = (command: Command, args: string[]): Asked['options'] =>
  parseArgs({ args, options: command.options ?? {}, strict: true, allowPositionals: false }).values as Asked['options'];

function usage(): string {
  const called = commands.map(({ name, options, summary }) => {
    const flags = Object.entries(options ?? {}).map(([flag, { type }]) => ` [--${flag}${type === 'string' ? ' ...' : ''}]`);
    return [`  sluss ${name}${flags.join('')}`, `      ${summary}`];
  });
  return ['Usage (settings come from the environment, as for the product):', ...called.flat()].join('\n');
}
