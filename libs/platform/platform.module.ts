// What every role stands on: settings, clock, region, database, keys, persons, log-in and health. Global, so that roles only import what is theirs.
import { Module, type DynamicModule, type OnApplicationBootstrap, Inject } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { Eventing, type Failpoint } from '#eventing';
import { DataSource } from 'typeorm';
import { CLOCK, type Clock } from './clock.ts';
import { CONFIG, type Config, type Role, roles } from './config.ts';
import { DemoSwitch } from './demo-switch.ts';
import { FAILPOINT, passesAll } from './failpoint.ts';
import { HealthRegistry } from './health.ts';
import { RouteGuard } from './http/api-route.ts';
import { EndedSessions } from './http/ended-sessions.ts';
import { HealthController } from './http/health.controller.ts';
import { OperationsController } from './http/operations.controller.ts';
import { IdempotencyInterceptor } from './http/idempotency.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { Sessions } from './http/session.ts';
import { Operations } from './operations.ts';
import { OpaqueIds, RawCipher } from './keys/ciphers.ts';
import { AccessLog } from './persons/access-log.ts';
import { PersonVault } from './persons/vault.ts';
import { Policies } from './policy/policies.ts';
import { RoleThreads } from './process/role-thread.ts';
import { Reloads } from './reloads.ts';
import { REGION, type Region } from './region/halland.ts';

/** Roles that this process runs. */
export const HOSTED = Symbol('Hosted');

export interface PlatformParts {
  readonly hosted?: readonly Role[];
  readonly config: Config;
  readonly clock: Clock;
  readonly region: Region;
  readonly dataSource: DataSource;
  /** Missing only in tests of parts that move no events. */
  readonly eventing?: Eventing;
  readonly threads?: RoleThreads;
  readonly failpoint?: Failpoint;
}

@Module({})
export class PlatformModule implements OnApplicationBootstrap {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Policies) private readonly policies: Policies,
    @Inject(Reloads) private readonly reloads: Reloads,
  ) {}

  static with(parts: PlatformParts): DynamicModule {
    const shared = [
      { provide: CONFIG, useValue: parts.config },
      { provide: CLOCK, useValue: parts.clock },
      { provide: REGION, useValue: parts.region },
      { provide: DataSource, useValue: parts.dataSource },
      ...(parts.eventing ? [{ provide: Eventing, useValue: parts.eventing }] : []),
      { provide: RoleThreads, useValue: parts.threads ?? new RoleThreads() },
      { provide: FAILPOINT, useValue: parts.failpoint ?? passesAll },
      { provide: HOSTED, useValue: parts.hosted ?? roles },
      HealthRegistry,
      Operations,
      DemoSwitch,
      EndedSessions,
      Sessions,
      RawCipher,
      OpaqueIds,
      PersonVault,
      AccessLog,
      Policies,
      Reloads,
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [ScheduleModule.forRoot()],
      controllers: [HealthController, OperationsController],
      providers: [
        ...shared,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: RouteGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
      exports: shared.map((p) => ('provide' in p ? p.provide : p)),
    };
  }

  onApplicationBootstrap() {
    this.reloads.add('policy', () => this.policies.reload());
    this.health.add('database', async () => {
      await this.dataSource.query('select 1');
      return { ok: true };
    });
  }
}
