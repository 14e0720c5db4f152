import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { EventStore } from '#eventing';
import { CONFIG, HealthRegistry, REGION, Reloads, RoleThreads, type Config, type Region } from '#platform';
import type { FastifyInstance } from 'fastify';
import { EventsController } from './http/events.controller.ts';
import { MessagesController } from './http/messages.controller.ts';
import { knownRegion } from './mappings/known-region.ts';
import { MappingBook, shippedMappings } from './mappings/mapping-book.ts';
import { reloadMappings } from './mappings/reload-mappings.ts';
import { MllpElsewhere, MllpGateway } from './mllp.gateway.ts';
import { Intake } from './receiving/intake.service.ts';
import { IntakeOperations } from './operations.ts';
import { Retention } from './retention.ts';

@Module({
  controllers: [EventsController, MessagesController],
  providers: [
    { provide: EventStore, useFactory: () => new EventStore('intake') },
    {
      provide: MappingBook,
      inject: [CONFIG, REGION],
      useFactory: (config: Config, region: Region) => new MappingBook(config.mappingsDir ?? shippedMappings(), knownRegion(region)),
    },
    Intake,
    {
      provide: MllpGateway,
      inject: [RoleThreads, HealthRegistry, CONFIG, Intake],
      useFactory: (threads: RoleThreads, health: HealthRegistry, config: Config, intake: Intake) => {
        const thread = threads.of('intake');
        return thread ? new MllpElsewhere(thread, health) : new MllpGateway(config, intake, health);
      },
    },
    Retention,
    IntakeOperations,
  ],
  exports: [MllpGateway],
})
export class IntakeModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(MappingBook) private readonly book: MappingBook,
    @Inject(Reloads) private readonly reloads: Reloads,
    @Inject(RoleThreads) private readonly threads: RoleThreads,
  ) {}

  /** CloudEvents have content types of their own; they are JSON all the same. */
  onModuleInit() {
    this.reloads.add('mappings', () => reloadMappings(this.book, this.threads));
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance>();
    if (!fastify) return;
    for (const type of ['application/cloudevents+json', 'application/cloudevents-batch+json']) {
      if (!fastify.hasContentTypeParser(type))
        fastify.addContentTypeParser(type, { parseAs: 'string' }, fastify.getDefaultJsonParser('error', 'error'));
    }
  }
}
