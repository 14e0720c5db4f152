// How the product itself is doing, put together from this process and those that run other roles: sources, what waits in the outboxes and the log,
// what is parked. A role that does not answer is named: what it knows is missing, and nobody should take that for all is well.
import { Inject, Injectable } from '@nestjs/common';
import type { OperatorPart, OperatorView } from '#contracts';
import { CLOCK, type Clock, Operations, together } from '#platform';
import type { FastifyRequest } from 'fastify';
import { Peers } from '../peers/peers.ts';

const startedAt = new Date();

@Injectable()
export class OperatorDesk {
  constructor(
    @Inject(Operations) private readonly operations: Operations,
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async view(request: FastifyRequest): Promise<OperatorView> {
    const [here, elsewhere] = await Promise.all([this.operations.ask(), this.peers.askAll<OperatorPart>('/operator/part', request)]);
    return {
      at: this.clock.now().toISOString(),
      startedAt: startedAt.toISOString(),
      ...together([here, ...elsewhere.flatMap(({ answer }) => answer ?? [])]),
      silent: elsewhere.flatMap(({ role, answer }) => (answer ? [] : [role])),
    };
  }
}
