// Who asks. A session is a signed cookie that says a login and when it ends; the operator's and integrations' bearer token is SLUSS_TOKEN.
// OIDC will come in here: whatever proves who somebody is ends as an Asker.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Asker } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK, systemClock, type Clock } from '../clock.ts';
import { CONFIG, type Config } from '../config.ts';
import { deriveKey } from '../keys/keys.ts';
import { EndedSessions } from './ended-sessions.ts';
import { REGION, type Region } from '../region/halland.ts';

const IDLE_MS = 60 * 60 * 1000;
const ABSOLUTE_MS = 12 * 60 * 60 * 1000;
/** How far ahead of ours the clock of another process may be. */
const AHEAD_MS = 60_000;
export const COOKIE = 'sluss_session';

interface Claims {
  /** The same through all renewals: what a log-out ends. */
  readonly id: string;
  readonly login: string;
  readonly issued: number;
  readonly seen: number;
}

@Injectable()
export class Sessions {
  private readonly key: Buffer;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(REGION) private readonly region: Region,
    @Inject(CLOCK) readonly clock: Clock,
    @Inject(EndedSessions) private readonly ended: EndedSessions,
  ) {
    // A new token ends every session that began under the old one.
    this.key = createHmac('sha256', deriveKey(config.masterKey, 'sessions'))
      .update(config.token ?? '')
      .digest();
  }

  /** Demo logins: a coordinator and a manager of the region, and a placement team per municipality. None without the demo. */
  logins(): Asker[] {
    if (!this.config.demo) return [];
    const { region } = this;
    return [
      { login: 'samordnare', name: 'Samordnare', role: 'coordinator', organisation: 'region', organisationName: region.name },
      ...region.municipalities.map((m): Asker => ({
        login: `placering-${m.code}`,
        name: `Placering ${m.name}`,
        role: 'placement',
        organisation: m.code,
        organisationName: `${m.name}s kommun`,
      })),
      { login: 'chef', name: 'Chef', role: 'manager', organisation: 'region', organisationName: region.name },
    ];
  }

  private readonly operator: Asker = {
    login: 'operator',
    name: 'Driftansvarig',
    role: 'operator',
    organisation: 'region',
    organisationName: 'Drift',
  };

  /** The asker for a login that was proven, or null. `placering` alone means Falkenberg, the municipality of the README's walk. */
  prove(login: string, token: string | undefined): Asker | null {
    if (login === 'operator') return token !== undefined && this.isToken(token) ? this.operator : null;
    return this.logins().find((l) => l.login === (login === 'placering' ? 'placering-1382' : login)) ?? null;
  }

  /** Who this request is from, or null. Renews an idle session's time. */
  askerOf(request: FastifyRequest, reply?: FastifyReply): Asker | null {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return this.isToken(bearer) ? this.operator : null;
    const claims = this.readCookie(request);
    if (!claims || this.ended.has(claims.id)) return null;
    const now = systemClock.now().getTime();
    if (now - claims.seen > IDLE_MS || now - claims.issued > ABSOLUTE_MS) return null;
    // Written by a clock that was ahead and has been set right since: it would last too long.
    if (claims.issued > now + AHEAD_MS || claims.seen > now + AHEAD_MS) return null;
    const asker = claims.login === 'operator' ? this.operator : (this.logins().find((l) => l.login === claims.login) ?? null);
    if (asker && reply && now - claims.seen > 60_000) this.writeCookie(reply, { ...claims, seen: now });
    return asker;
  }

  /** The same for every request of one log-in, and for no other; says nothing about who. */
  idOf(request: FastifyRequest): string {
    return this.readCookie(request)?.id ?? 'bearer';
  }

  start(reply: FastifyReply, asker: Asker) {
    const now = systemClock.now().getTime();
    this.writeCookie(reply, { id: randomBytes(16).toString('base64url'), login: asker.login, issued: now, seen: now });
  }

  /** For good: a copy of the cookie is worth nothing after this. Throws, and leaves the cookie, when the end could not be noted. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const claims = this.readCookie(request);
    if (claims) await this.ended.add(claims.id, new Date(claims.issued + ABSOLUTE_MS));
    void reply.header('set-cookie', `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
  }

  private isToken(given: string): boolean {
    if (!this.config.token) return false;
    const digest = (text: string) => createHmac('sha256', this.key).update(text).digest();
    return timingSafeEqual(digest(given), digest(this.config.token));
  }

  private writeCookie(reply: FastifyReply, claims: Claims) {
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const secure = this.config.publicUrl.startsWith('https:') ? ' Secure;' : '';
    void reply.header(
      'set-cookie',
      `${COOKIE}=${body}.${this.sign(body)}; Path=/; HttpOnly;${secure} SameSite=Lax; Max-Age=${ABSOLUTE_MS / 1000}`,
    );
  }

  private readCookie(request: FastifyRequest): Claims | null {
    const text = (request.headers.cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${COOKIE}=`))
      ?.slice(COOKIE.length + 1);
    const [body, signature] = (text ?? '').split('.');
    if (!body || !signature) return null;
    const expected = Buffer.from(this.sign(body));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
    try {
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
      return typeof claims.id === 'string' ? claims : null;
    } catch {
      return null;
    }
  }

  private sign(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('base64url');
  }
}
