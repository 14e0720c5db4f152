// One decorator per endpoint, from the contracts' route table: path, roles, and the parsing of what comes in.
//
//   @ApiRoute('hold')
//   hold(@In() input: RouteInput<'hold'>) { ... input.asker, input.params.id, input.body.placeId, input.ifMatch }
import {
  applyDecorators,
  createParamDecorator,
  Delete,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Post,
  Put,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { routes, type Asker, type Problem, type Route, type RouteName } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { ProblemError } from './problem-error.ts';
import { Sessions } from './session.ts';

type Parsed<R extends RouteName, Part extends 'query' | 'body'> =
  (typeof routes)[R] extends Record<Part, infer S> ? (S extends z.ZodType ? z.infer<S> : undefined) : undefined;

export interface RouteInput<R extends RouteName> {
  /** Null only on public routes. */
  readonly asker: (typeof routes)[R]['roles'] extends 'public' ? Asker | null : Asker;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Parsed<R, 'query'>;
  readonly body: Parsed<R, 'body'>;
  readonly ifMatch: number | null;
  readonly idempotencyKey: string | null;
  readonly language: 'sv' | 'en';
  readonly requestId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const ROUTE = 'sluss:route';
const verbs = { GET: Get, POST: Post, PUT: Put, DELETE: Delete } as const;

export const ApiRoute = (name: RouteName): MethodDecorator => {
  const route: Route = routes[name];
  return applyDecorators(verbs[route.method](`/api/v1${route.path}`), HttpCode(route.status ?? 200), SetMetadata(ROUTE, name));
};

export const In = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ slussInput: unknown }>().slussInput,
);

/** Deny by default: an HTTP handler without a route from the table is closed, unless it says it is open. */
export const OpenRoute = () => SetMetadata(ROUTE, 'open');

@Injectable()
export class RouteGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const name = this.reflector.get<RouteName | 'open' | undefined>(ROUTE, context.getHandler());
    if (name === 'open') return true;
    if (!name) throw new ProblemError('forbidden');
    const request = context.switchToHttp().getRequest<FastifyRequest & { slussInput?: unknown }>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    request.slussInput = readInput(name, request, reply, this.sessions.askerOf(request, reply));
    return true;
  }
}

function readInput<R extends RouteName>(name: R, request: FastifyRequest, reply: FastifyReply, asker: Asker | null): RouteInput<R> {
  const route: Route = routes[name];
  if (route.roles !== 'public') {
    if (!asker) throw new ProblemError('unauthenticated');
    if (!route.roles.includes(asker.role)) throw new ProblemError('forbidden');
  }
  const hasBody = route.method === 'POST' || route.method === 'PUT';
  return {
    asker: asker as RouteInput<R>['asker'],
    params: request.params as Record<string, string>,
    query: (route.query ? parse(route.query, request.query, 'bad-request', '?') : undefined) as RouteInput<R>['query'],
    body: (route.body && hasBody ? parse(route.body, readable(request.body ?? {}), 'invalid', '/') : undefined) as RouteInput<R>['body'],
    ifMatch: route.ifMatch ? readIfMatch(request) : null,
    idempotencyKey: headerOf(request, 'idempotency-key'),
    language: /^\s*en\b/i.test(headerOf(request, 'accept-language') ?? '') ? 'en' : 'sv',
    requestId: request.id,
    request,
    reply,
  };
}

const headerOf = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value.length ? value : null;
};

/** Half a letter pair, or NUL: JSON may carry it, but it cannot be stored or shown. */
// eslint-disable-next-line no-control-regex
const unreadable = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function readable(body: unknown): unknown {
  const left: [pointer: string, value: unknown][] = [['', body]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [pointer, value] = next;
    if (typeof value === 'string' && unreadable.test(value))
      throw new ProblemError('invalid', undefined, {
        errors: [{ pointer: pointer || '/', detail: 'holds a character that is no letter' }],
      });
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) left.push([`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner]);
  }
  return body;
}

function parse(schema: z.ZodType, value: unknown, code: 'bad-request' | 'invalid', prefix: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors: Problem['errors'] = parsed.error.issues.slice(0, 50).map((issue) => ({
    pointer:
      prefix === '?'
        ? `?${issue.path.join('.')}`
        : `/${issue.path.map((p) => String(p).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    detail: issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.slice(0, 5).join(', ')}` : issue.message,
  }));
  const badCursor = prefix === '?' && errors.some((e) => e.pointer === '?cursor');
  throw new ProblemError(badCursor ? 'bad-cursor' : code, undefined, { errors });
}

/** `"12"` or `12`: the revision the screen showed. */
function readIfMatch(request: FastifyRequest): number {
  const text = headerOf(request, 'if-match');
  if (text === null) throw new ProblemError('precondition-required', 'Send If-Match with the revision you read');
  const match = /^(?:W\/)?"?(\d{1,9})"?$/.exec(text.trim());
  if (!match) throw new ProblemError('bad-request', 'If-Match must be a revision, like "12"');
  return Number(match[1]);
}
