// Structured logs. Never a payload: event ids, types, offsets and codes only, so that no person can be found in a log line.
import type { LoggerService } from '@nestjs/common';
import pino from 'pino';

// A level that is none is refused with the other settings, not here.
const given = process.env.SLUSS_LOG ?? 'warn';
const root = pino(
  { level: given in pino.levels.values || given === 'silent' ? given : 'warn', base: null, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination({ dest: 2, sync: true }),
);

export type Logger = pino.Logger;
export const newLogger = (name: string): Logger => root.child({ name });
export const setLogLevel = (level: string) => {
  root.level = level;
};

/** Nest's own messages through the same log. */
export class NestLogger implements LoggerService {
  private readonly nest = newLogger('nest');
  private write(level: pino.Level, message: unknown, context: unknown[]) {
    const error = message instanceof Error ? { err: message } : {};
    this.nest[level](
      { ...error, context: context.filter((c) => typeof c === 'string').at(-1) },
      String(message instanceof Error ? message.message : message),
    );
  }
  debug(message: unknown, ...rest: unknown[]) {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]) {
    this.write('trace', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]) {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]) {
    this.write('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]) {
    this.write('fatal', message, rest);
  }
  // Nest calls `log` for its start-up chatter; it is information, not news.
  log(message: unknown, ...rest: unknown[]) {
    this.write('info', message, rest);
  }
}
