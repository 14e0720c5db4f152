// What a handler gets beside its events: `@EventPattern<string>('intake', group.transport) on(@Payload() events: Fact[], @Ctx() ctx: ConsumerContext)`
// (`<string>` picks the overload of Nest's decorator that lets the second parameter have a type). All its database work goes through `manager`: the transaction that also holds inbox and offset.
import { BaseRpcContext } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import type { Group } from './group.ts';
import type { LogRecord } from './log-transport.ts';

export interface Consumption {
  readonly manager: EntityManager;
  readonly group: Group;
  /** The records behind the events, in the same order. */
  readonly records: readonly LogRecord[];
  /** 1 at the first try. */
  readonly attempt: number;
}

export class ConsumerContext extends BaseRpcContext<[Consumption]> {
  get manager(): EntityManager {
    return this.args[0].manager;
  }
  get group(): Group {
    return this.args[0].group;
  }
  get records(): readonly LogRecord[] {
    return this.args[0].records;
  }
  get attempt(): number {
    return this.args[0].attempt;
  }
}
