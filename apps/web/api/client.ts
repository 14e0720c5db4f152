// The one way to the API: typed by the contracts' route table, without carrying its validation into the browser.
// Every write has an Idempotency-Key, so a double click or a retry has one effect; a 401 waits for a new log-in and then goes on where it was.
import type { Problem, ProblemCode, routes } from '#contracts';
import type * as z from 'zod';
import { noteContact } from './contact.ts';
import { noteRelease } from './release.ts';
import { waitForLogin } from './session-gate.ts';

type Routes = typeof routes;
/** Method and path of each route the screens use; the compiler holds them to the contracts' table. */
const used = {
  session: 'GET /session',
  login: 'POST /session',
  logout: 'DELETE /session',
  listJourneys: 'GET /journeys',
  getJourney: 'GET /journeys/:id',
  getPerson: 'GET /journeys/:id/person',
  getAccessLog: 'GET /journeys/:id/access-log',
  takenOut: 'POST /journeys/taken-out',
  presence: 'PUT /journeys/:id/presence',
  listViews: 'GET /views',
  saveView: 'PUT /views/:id',
  deleteView: 'DELETE /views/:id',
  chooseView: 'PUT /default-view',
  getGates: 'GET /gates',
  listUnits: 'GET /units',
  getUnit: 'GET /units/:id',
  listAlerts: 'GET /alerts',
  getAlert: 'GET /alerts/:id',
  match: 'GET /journeys/:id/match',
  hold: 'POST /requests/:id/hold',
  release: 'POST /requests/:id/release',
  offer: 'POST /requests/:id/offer',
  accept: 'POST /requests/:id/accept',
  decline: 'POST /requests/:id/decline',
  moveIn: 'POST /requests/:id/move-in',
  vacatePlace: 'POST /places/:id/vacate',
  occupyPlace: 'POST /places/:id/occupy',
  closePlace: 'POST /places/:id/close',
  reopenPlace: 'POST /places/:id/reopen',
  acknowledgeAlert: 'POST /alerts/:id/acknowledge',
  unacknowledgeAlert: 'POST /alerts/:id/unacknowledge',
  assignAlert: 'POST /alerts/:id/assign',
  snoozeAlert: 'POST /alerts/:id/snooze',
  escalateAlert: 'POST /alerts/:id/escalate',
  silenceAlert: 'POST /alerts/:id/silence',
  noteAlert: 'POST /alerts/:id/note',
  listSilences: 'GET /silences',
  endSilence: 'DELETE /silences/:id',
  listMessages: 'GET /intake/messages',
  retryMessages: 'POST /intake/retry',
  operator: 'GET /operator',
  retryDeadLetter: 'POST /operator/dead-letters/retry',
  listNotices: 'GET /notices',
  resendNotice: 'POST /notices/:id/resend',
  getPolicy: 'GET /operator/policy',
  reloadPolicy: 'POST /operator/policy/reload',
  reloadMappings: 'POST /intake/mappings/reload',
  getRetention: 'GET /operator/retention',
  verifyEvents: 'POST /operator/verify-events',
  erasePerson: 'POST /journeys/:id/erase-person',
  demo: 'POST /demo',
} as const satisfies { [N in keyof Routes]?: `${Routes[N]['method']} ${Routes[N]['path']}` };

export type UsedRoute = keyof typeof used;
export type ResponseOf<N extends UsedRoute> = Routes[N] extends { response: infer S extends z.ZodType } ? z.infer<S> : undefined;
export type BodyOf<N extends UsedRoute> = Routes[N] extends { body: infer S extends z.ZodType } ? z.input<S> : never;

export interface Call<N extends UsedRoute> {
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | number | undefined | null>>;
  readonly body?: BodyOf<N>;
  /** The revision it was read at. */
  readonly ifMatch?: number;
  /** One per intention: the same key sent twice has one effect. */
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** Sent although the page is being left. */
  readonly keepalive?: boolean;
  /** For what is known to take its time. */
  readonly patienceMs?: number;
}

/** What the screen knows of a refusal. `offline` and `timeout` are ours: no answer came. So is `other-login`: it was not sent again. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'offline' | 'timeout' | 'other-login' | 'internal';
  readonly status: number;
  readonly problem: Partial<Problem>;
  constructor(code: string, status: number, problem: Partial<Problem> = {}) {
    super(problem.detail ?? code);
    this.code = code as ProblemCode;
    this.status = status;
    this.problem = problem;
  }
}

/** What was asked for is not there, or not any more for who asks. What was known of it must leave the screen. */
export const isGone = (error: unknown): boolean => error instanceof ApiProblem && (error.status === 403 || error.status === 404);

const patience = 10_000;

export async function call<N extends UsedRoute>(name: N, options: Call<N> = {}): Promise<ResponseOf<N>> {
  const key = options.key ?? newKey();
  const first = await send(name, options, key);
  if (first.status !== 401 || name === 'login' || name === 'session') return read(first);
  if (!(await waitForLogin())) throw new ApiProblem('other-login', 401);
  return read(await send(name, options, key));
}

export function pathOf(name: UsedRoute, id?: string, query: Call<UsedRoute>['query'] = {}): string {
  const path = used[name].slice(used[name].indexOf(' ') + 1).replace(':id', encodeURIComponent(id ?? ''));
  const search = new URLSearchParams();
  for (const [field, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(field, String(value));
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ''}`;
}

async function send<N extends UsedRoute>(name: N, options: Call<N>, key: string): Promise<Response> {
  const method = used[name].slice(0, used[name].indexOf(' '));
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': document.documentElement.lang || 'sv' };
  if (method !== 'GET') headers['idempotency-key'] = key;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  const limit = AbortSignal.timeout(options.patienceMs ?? patience);
  try {
    const response = await fetch(pathOf(name, options.id, options.query), {
      method,
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
      credentials: 'same-origin',
      ...(options.keepalive ? { keepalive: true } : {}),
    });
    noteContact(true);
    noteRelease(response);
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    noteContact(false);
    throw new ApiProblem(limit.aborted ? 'timeout' : 'offline', 0);
  }
}

async function read<N extends UsedRoute>(response: Response): Promise<ResponseOf<N>> {
  if (response.status === 204) return undefined as ResponseOf<N>;
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as ResponseOf<N>;
  const problem = (body ?? {}) as Partial<Problem>;
  throw new ApiProblem(problem.code ?? (response.status >= 500 ? 'unavailable' : 'internal'), response.status, problem);
}

/** A random UUID; `crypto.randomUUID` is missing where the page is served without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
