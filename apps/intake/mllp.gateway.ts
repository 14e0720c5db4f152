// Opens the MLLP port when the application is up, and closes it first when it goes down. Counts what the line itself tells. In the whole product
// the line has a thread of its own; the application beside it then only knows where to ask.
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import {
  checkIn,
  CONFIG,
  counter,
  gauge,
  HealthRegistry,
  newLogger,
  readTls,
  systemClock,
  watchTls,
  type Config,
  type RoleThread,
  type TlsMaterial,
} from '#platform';
import type { Closing, Taker } from './mllp/connection.ts';
import { MllpListener } from './mllp/listener.ts';
import type { Peer, Unwelcome } from './mllp/peer.ts';
import { Intake } from './receiving/intake.service.ts';

/** Closings that no operator needs to hear of one by one; all are counted. */
const ordinary = new Set<Closing>(['ended', 'shutdown', 'idle', 'crowded', 'error']);

@Injectable()
export class MllpGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = newLogger('mllp');
  private readonly noise = counter('sluss_mllp_noise_bytes_total', 'Bytes outside any frame');
  private readonly closings = counter('sluss_mllp_closed_total', 'Connections closed, by why', ['why']);
  private readonly turnedAway = counter('sluss_mllp_turned_away_total', 'Connections turned away because all others were busy');
  private readonly open = gauge('sluss_mllp_connections', 'Open connections');
  private readonly unwelcome = counter('sluss_mllp_unwelcome_total', 'TLS connections not let in, by why', ['why']);
  private readonly expires = gauge('sluss_mllp_certificate_expires_seconds', 'When our own certificate expires, in Unix time');
  private readonly security = newLogger('security');
  private readonly listener: MllpListener;
  private senders = 0;
  private unwatch = () => {};

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
  ) {
    if (!config.mllpTls) this.checkPlain();
    this.listener = new MllpListener({
      host: config.host,
      port: config.mllpPort,
      tls: this.certificates(),
      taker: (peer) => this.taker(peer),
      turnedAway: () => this.turnedAway.inc(),
      unwelcome: (why, address) => this.notLetIn(why, address),
    });
  }

  /** The port in use, for tests that let the system pick one. */
  get port(): number {
    return this.listener.port;
  }

  async onApplicationBootstrap() {
    await this.listener.listen().catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        `MLLP_PORT: cannot listen on ${this.config.host}:${this.config.mllpPort} (${error.code}); choose another port or stop what uses it`,
      );
    });
    if (this.config.mllpTls) this.unwatch = watchTls(this.config.mllpTls, () => this.renew());
    this.health.add('mllp', async () => ({ ok: true, detail: `${this.listener.open} connections` }));
  }

  async beforeApplicationShutdown() {
    this.unwatch();
    await this.listener.close();
    await this.intake.idle();
  }

  /** Whoever can reach a plain port can say anything in anybody's name. */
  private checkPlain() {
    const { host, mllpPlain } = this.config;
    if (/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) return;
    if (!mllpPlain)
      throw new Error(
        'MLLP_PLAIN: MLLP without TLS is for this machine alone; give MLLP_TLS_CERT, MLLP_TLS_KEY and MLLP_TLS_CA, set SLUSS_HOST to 127.0.0.1, or in a closed network set MLLP_PLAIN=on',
      );
    this.security.warn({ host }, 'MLLP without TLS beyond this machine: whoever reaches the port can send in the name of any source');
  }

  private certificates(): TlsMaterial | null {
    if (!this.config.mllpTls) return null;
    const read = readTls('MLLP_TLS', this.config.mllpTls, systemClock.now());
    if ('faults' in read) throw new Error(read.faults.map(({ name, fault }) => `${name}: ${fault}`).join('; '));
    this.expires.set(read.expiresAt.getTime() / 1000);
    return read;
  }

  /** While the new files are wrong the old certificate stays in use. */
  private renew() {
    try {
      this.listener.renew(this.certificates()!);
      this.security.info('renewed certificate in use');
    } catch (error) {
      this.security.error({ fault: (error as Error).message }, 'the renewed certificate cannot be used, the old one stays');
    }
  }

  private notLetIn(why: Unwelcome, address: string) {
    this.unwelcome.labels(why).inc();
    this.security.warn({ why, address }, 'MLLP connection not let in');
  }

  private taker(peer: Peer): Taker {
    this.open.inc();
    const sender = this.senders++;
    return {
      message: (bytes) => this.intake.frame(bytes, sender, peer),
      tooLarge: (head) => this.intake.tooLarge(head, sender, peer),
      broken: (bytes) => this.intake.broken(bytes, sender, peer),
      noise: (bytes) => this.noise.inc(bytes),
      closed: (why) => this.closed(why),
    };
  }

  private closed(why: Closing) {
    this.open.dec();
    this.closings.labels(why).inc();
    if (!ordinary.has(why)) this.log.warn({ why }, 'connection closed');
  }
}

/** Stands where the gateway stands when the line is in another thread. */
@Injectable()
export class MllpElsewhere implements OnApplicationBootstrap {
  port = 0;

  constructor(
    private readonly thread: RoleThread,
    private readonly health: HealthRegistry,
  ) {}

  async onApplicationBootstrap() {
    this.port = await this.thread.ask('port');
    this.health.add('mllp', () => checkIn(this.thread, 'mllp'));
  }
}
