// Opens the MLLP port when the application is up, and closes it first when it goes down. Counts what the line itself tells.
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, counter, gauge, HealthRegistry, newLogger, type Config } from '#platform';
import type { Closing, Taker } from './mllp/connection.ts';
import { MllpListener } from './mllp/listener.ts';
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
  private readonly listener: MllpListener;
  private senders = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
  ) {
    this.listener = new MllpListener({
      host: config.host,
      port: config.mllpPort,
      taker: () => this.taker(),
      turnedAway: () => this.turnedAway.inc(),
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
    this.health.add('mllp', async () => ({ ok: true, detail: `${this.listener.open} connections` }));
  }

  async beforeApplicationShutdown() {
    await this.listener.close();
    await this.intake.idle();
  }

  private taker(): Taker {
    this.open.inc();
    const sender = this.senders++;
    return {
      message: (bytes) => this.intake.frame(bytes, sender),
      tooLarge: (head) => this.intake.tooLarge(head, sender),
      broken: (bytes) => this.intake.broken(bytes, sender),
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
