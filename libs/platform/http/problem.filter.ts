// Every HTTP error leaves as problem+json without a stack trace. What we did not foresee is logged with the request's id and told as "internal".
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ProblemCode } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError } from 'rxjs';
import { newLogger } from '../logging.ts';
import { ProblemError, problemOf } from './problem-error.ts';

const byStatus: Record<number, ProblemCode> = {
  400: 'bad-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = newLogger('http');

  catch(error: unknown, host: ArgumentsHost): unknown {
    // Consumers get their errors as they are: the event server decides between retry and dead letter.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(this.toProblem(error, request.id), request.id);
    void reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problem));
    return undefined;
  }

  private toProblem(error: unknown, requestId: string): ProblemError {
    if (error instanceof ProblemError) return error;
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
    const code = status ? byStatus[status] : undefined;
    if (code) return new ProblemError(code === 'bad-request' && isBadJson(error) ? 'malformed-json' : code);
    if (isDatabaseDown(error)) return new ProblemError('unavailable', 'The database does not answer; try again shortly');
    this.log.error(
      { requestId, err: { message: (error as Error)?.message, stack: (error as Error)?.stack, code: (error as { code?: string })?.code } },
      'unforeseen error',
    );
    return new ProblemError('internal');
  }
}

/** By the time it gets here the framework has made an error of its own of the parser's. */
const isBadJson = (error: unknown) => /\bJSON\b/.test((error as Error).message);

const isDatabaseDown = (error: unknown) =>
  (error as { syscall?: string })?.syscall === 'connect' ||
  /^(08|57P)|ECONNREFUSED|ECONNRESET/.test(String((error as { code?: string })?.code ?? '')) ||
  /timeout exceeded when trying to connect|Connection terminated/.test(String((error as Error)?.message));
