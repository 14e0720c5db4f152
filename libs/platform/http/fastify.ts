// The HTTP server's hard edges: limits, headers, the origin check, and one client's share of requests.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { deriveKey } from '../keys/keys.ts';
import { histogram } from '../metrics.ts';
import { ProblemError, problemOf } from './problem-error.ts';

/** Signed request id of a request that the gateway hands on to the process of another role. */
export const PEER_HEADER = 'x-sluss-peer';

const BODY_LIMIT = 2 * 1024 * 1024;
/** A screen asks a few times a second, a load test a few hundred; ten thousand in ten seconds is neither. */
const REQUESTS_PER_WINDOW = 5000;
const WINDOW_MS = 10_000;

export function newFastifyAdapter(config: Config, share = REQUESTS_PER_WINDOW) {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    trustProxy: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 32 * 1024 },
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  // JSON is the one language spoken; a form of another site must not be taken for it.
  fastify.removeContentTypeParser('text/plain');
  addHeaders(fastify);
  addHostCheck(fastify);
  addOriginCheck(fastify, config);
  addFairShare(fastify, share, config);
  addTimings(fastify);
  return adapter;
}

function refuse(reply: FastifyReply, request: FastifyRequest, error: ProblemError) {
  const problem = problemOf(error, request.id);
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

function addHeaders(fastify: FastifyInstance) {
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'content-security-policy':
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'x-request-id': request.id,
    });
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
  });
}

/** Two hosts: a proxy in front and this server could each believe another one. */
function addHostCheck(fastify: FastifyInstance) {
  fastify.addHook('onRequest', async (request, reply) => {
    const hosts = request.raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
    if (hosts > 1) await refuse(reply.header('connection', 'close'), request, new ProblemError('bad-request'));
  });
}

/** A browser that sends cookies from another site is refused. Bearer tokens are not sent by browsers on their own. */
function addOriginCheck(fastify: FastifyInstance, config: Config) {
  const own = new URL(config.publicUrl).host;
  fastify.addHook('onRequest', async (request, reply) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.headers.authorization) return;
    const site = request.headers['sec-fetch-site'];
    const origin = request.headers.origin;
    const foreign =
      (site !== undefined && site !== 'same-origin' && site !== 'none') ||
      (origin !== undefined && ![request.headers.host, own].includes(hostOf(origin) ?? '-'));
    if (foreign) await refuse(reply, request, new ProblemError('wrong-origin'));
  });
}

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/** Counts per client in a fixed window: bearer clients and addresses share one budget each. */
function addFairShare(fastify: FastifyInstance, share: number, config: Config) {
  const peerKey = deriveKey(config.masterKey, 'peers');
  let window = 0;
  let counts = new Map<string, number>();
  fastify.addHook('onRequest', async (request, reply) => {
    const now = Math.floor(performance.now() / WINDOW_MS);
    if (now !== window) {
      window = now;
      counts = new Map();
    }
    const count = (counts.get(request.ip) ?? 0) + 1;
    counts.set(request.ip, count);
    if (count > share && !isPeer(request, peerKey)) {
      void reply.header('retry-after', String(WINDOW_MS / 1000));
      await refuse(reply, request, new ProblemError('too-many-requests'));
    }
  });
}

/** Handed on by the gateway, which has counted its client already. */
function isPeer(request: FastifyRequest, key: Buffer): boolean {
  const [id, given] = [request.headers['x-request-id'], request.headers[PEER_HEADER]];
  if (typeof id !== 'string' || typeof given !== 'string') return false;
  const right = createHmac('sha256', key).update(id).digest('base64url');
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
}

function addTimings(fastify: FastifyInstance) {
  const seconds = histogram('sluss_http_seconds', 'Time to answer, by route and status', ['method', 'route', 'status']);
  fastify.addHook('onResponse', async (request, reply) => {
    seconds.labels(request.method, request.routeOptions.url ?? 'none', String(reply.statusCode)).observe(reply.elapsedTime / 1000);
  });
}
