// The roles that run as processes of their own. A request for a route that one of them owns is handed on as it is, with who asks in it: the owner
// checks it as if it had come straight to it. One origin for browsers, whatever runs where.
import { createHmac } from 'node:crypto';
import replyFrom from '@fastify/reply-from';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Route, routeOwners, routes, type RouteName } from '#contracts';
import {
  CONFIG,
  type Config,
  deriveKey,
  HOSTED,
  newLogger,
  PEER_HEADER,
  problemOf,
  ProblemError,
  type Role,
  type Upstream,
} from '#platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const ANSWER_WITHIN_MS = 3000;

export interface PeerAnswer<T> {
  readonly role: Upstream;
  /** Null when it did not answer. */
  readonly answer: T | null;
}

@Injectable()
export class Peers implements OnModuleInit {
  private readonly log = newLogger('peers');
  private readonly key: Buffer;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HOSTED) private readonly hosted: readonly Role[],
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    this.key = deriveKey(config.masterKey, 'peers');
  }

  async onModuleInit() {
    const elsewhere = (Object.keys(routeOwners) as RouteName[]).filter((name) => !this.hosted.includes(routeOwners[name]));
    if (elsewhere.length === 0) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    await fastify.register(replyFrom, {
      undici: { headersTimeout: 15_000, bodyTimeout: 30_000, connections: 32 },
      disableRequestLogging: true,
    });
    for (const name of elsewhere) {
      const { method, path }: Route = routes[name];
      fastify.route({ method, url: `/api/v1${path}`, handler: (request, reply) => this.handOn(routeOwners[name], request, reply) });
    }
  }

  /** The owner's answer, whatever it is; a problem in words when it cannot be reached. */
  async handOn(role: Role, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const url = this.config.upstreams.get(role);
    if (url === undefined) return this.away(role, request, reply);
    return reply.from(`${url}${request.url}`, {
      rewriteRequestHeaders: (_request, headers) => ({ ...headers, ...this.signed(request), host: request.headers.host }),
      onError: (failed, { error }) => {
        this.log.warn({ role, err: { message: error.message } }, 'a role does not answer');
        void this.away(role, request, failed as unknown as FastifyReply);
      },
    });
  }

  /** Whether the role, or the demo, runs in a process of its own that we know of. */
  knows(role: Upstream): boolean {
    return (role === 'demo' || !this.hosted.includes(role)) && this.config.upstreams.has(role);
  }

  /** Asks every other process the same thing, as the one who asks us. */
  async askAll<T>(path: string, request: FastifyRequest): Promise<PeerAnswer<T>[]> {
    const others = [...this.config.upstreams.keys()].filter((role) => this.knows(role));
    return Promise.all(others.map(async (role) => ({ role, answer: await this.ask<T>(role, path, request) })));
  }

  /** Null when the role does not answer, or not with what was asked for. */
  async ask<T>(role: Upstream, path: string, request: FastifyRequest, body?: object): Promise<T | null> {
    const { authorization, cookie } = request.headers;
    const headers = {
      ...(authorization ? { authorization } : {}),
      ...(cookie ? { cookie } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...this.signed(request),
    };
    try {
      const response = await fetch(`${this.config.upstreams.get(role)}/api/v1${path}`, {
        headers,
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      return response.ok ? ((await response.json()) as T) : null;
    } catch {
      return null;
    }
  }

  /** Shows the other process that the client's share of requests has been counted here. */
  private signed(request: FastifyRequest): Record<string, string> {
    return { 'x-request-id': request.id, [PEER_HEADER]: createHmac('sha256', this.key).update(request.id).digest('base64url') };
  }

  private away(role: Role, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemOf(
      new ProblemError('unavailable', `the part of Sluss that answers this (${role}) cannot be reached just now`),
      request.id,
    );
    return reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('retry-after', '5')
      .send(JSON.stringify(problem));
  }
}
