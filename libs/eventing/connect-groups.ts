// Ties groups to a Nest application. Nest's own filter would turn every error of a handler into "Internal server error" before the server
// sees it, and with that the difference between what passes and what lasts: so each group gets a filter that hands errors on.
import { Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { LogServer } from './log-server.ts';

@Catch()
export class RethrowFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** After `NestFactory.create`, before `startAllMicroservices`. The filter stays out of the application's own HTTP configuration. */
export function connectGroups(app: INestApplication, servers: readonly LogServer[]): void {
  for (const server of servers) {
    const microservice = app.connectMicroservice({ strategy: server }, { deferInitialization: true }) as NestMicroservice;
    microservice.useGlobalFilters(new RethrowFilter());
    microservice.registerListeners();
    microservice.setIsInitialized(true);
    microservice.setIsInitHookCalled(true);
  }
}
