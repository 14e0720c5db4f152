import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { HealthRegistry } from '../health.ts';
import { metrics, metricsText } from '../metrics.ts';
import { RoleThreads } from '../process/role-thread.ts';
import { OpenRoute } from './api-route.ts';

/** For the operator's probes. Codes and counts only; nothing about people. */
@Controller()
export class HealthController {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(RoleThreads) private readonly threads: RoleThreads,
  ) {}

  @OpenRoute()
  @Get('health/live')
  live() {
    return { ok: true };
  }

  @OpenRoute()
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply) {
    const result = await this.health.ask();
    await reply
      .status(result.ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(result);
  }

  @OpenRoute()
  @Get('metrics')
  async metrics(@Res() reply: FastifyReply) {
    await reply.header('content-type', metrics.contentType).send(await metricsText(await this.threads.metrics()));
  }
}
