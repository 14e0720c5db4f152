import { Controller, Inject } from '@nestjs/common';
import type { DeadLetterRetried, OperatorPart } from '#contracts';
import { Operations } from '../operations.ts';
import { ApiRoute, In, type RouteInput } from './api-route.ts';

/** In every process, so that the gateway can ask those that run other roles. */
@Controller()
export class OperationsController {
  constructor(@Inject(Operations) private readonly operations: Operations) {}

  @ApiRoute('operatorPart')
  part(): Promise<OperatorPart> {
    return this.operations.ask();
  }

  @ApiRoute('retryDeadLetterPart')
  async retry(@In() { body }: RouteInput<'retryDeadLetterPart'>): Promise<DeadLetterRetried> {
    const retried = await this.operations.retry(body.group, body.eventId);
    return retried ?? { ok: false, error: `the group ${body.group} does not run in this process` };
  }
}
