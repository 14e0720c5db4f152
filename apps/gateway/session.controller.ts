import { Controller, Inject } from '@nestjs/common';
import type { Asker, SessionInfo } from '#contracts';
import {
  ApiRoute,
  CLOCK,
  type Clock,
  CONFIG,
  type Config,
  In,
  ProblemError,
  REGION,
  type Region,
  type RouteInput,
  Sessions,
} from '#platform';
import { version } from './version.ts';

@Controller()
export class SessionController {
  constructor(
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(REGION) private readonly region: Region,
  ) {}

  @ApiRoute('session')
  session(@In() input: RouteInput<'session'>): SessionInfo {
    return this.info(input.asker);
  }

  @ApiRoute('login')
  login(@In() input: RouteInput<'login'>): SessionInfo {
    const asker = this.sessions.prove(input.body.login, input.body.token);
    if (!asker) throw new ProblemError('unauthenticated');
    this.sessions.start(input.reply, asker);
    return this.info(asker);
  }

  @ApiRoute('logout')
  async logout(@In() input: RouteInput<'logout'>): Promise<void> {
    await this.sessions.end(input.request, input.reply);
  }

  private info(asker: Asker | null): SessionInfo {
    return {
      asker,
      demo: this.config.demo,
      logins: this.sessions.logins(),
      now: this.clock.now().toISOString(),
      municipalities: this.region.municipalities.map(({ code, name }) => ({ code, name })),
      facilities: this.region.facilities.map(({ id, name }) => ({ id, name })),
      version,
    };
  }
}
