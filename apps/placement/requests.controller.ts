import { Controller, Inject } from '@nestjs/common';
import type { MatchResult, RouteName } from '#contracts';
import { placement } from '#domain';
import { ApiRoute, In, type RouteInput } from '#platform';
import { Matching } from './matching.service.ts';
import { Placing, type OnRequest, type Placed } from './placing.service.ts';
import { idIn } from './scope.ts';

const instant = (text: string | undefined): string | undefined => (text === undefined ? undefined : new Date(text).toISOString());

@Controller()
export class RequestsController {
  constructor(
    @Inject(Placing) private readonly placing: Placing,
    @Inject(Matching) private readonly matching: Matching,
  ) {}

  @ApiRoute('match')
  match(@In() input: RouteInput<'match'>): Promise<MatchResult> {
    return this.matching.match(input.asker, idIn(input.params), input.language);
  }

  @ApiRoute('hold')
  hold(@In() input: RouteInput<'hold'>): Promise<Placed> {
    const until = instant(input.body.until);
    return this.on(input, (s) => placement.holdPlace(s, s.policy, s.when, until), input.body.placeId);
  }

  @ApiRoute('release')
  release(@In() input: RouteInput<'release'>): Promise<Placed> {
    return this.on(input, (s) => placement.releaseHold(s, s.when));
  }

  @ApiRoute('offer')
  offer(@In() input: RouteInput<'offer'>): Promise<Placed> {
    const answerBy = instant(input.body.answerBy);
    return this.on(input, (s) => placement.offerPlace(s, s.policy, s.when, answerBy), input.body.placeId);
  }

  @ApiRoute('accept')
  accept(@In() input: RouteInput<'accept'>): Promise<Placed> {
    return this.on(input, (s) => placement.acceptOffer(s, s.when));
  }

  @ApiRoute('decline')
  decline(@In() input: RouteInput<'decline'>): Promise<Placed> {
    return this.on(input, (s) => placement.declineOffer(s, input.body.reason, s.when));
  }

  @ApiRoute('moveIn')
  moveIn(@In() input: RouteInput<'moveIn'>): Promise<Placed> {
    const at = instant(input.body.at);
    return this.on(input, (s) => placement.moveIn(s, at ? { ...s.when, at } : s.when));
  }

  private on(input: RouteInput<RouteName>, decide: (s: OnRequest) => placement.Decision, placeId?: string): Promise<Placed> {
    return this.placing.onRequest(input.asker!, idIn(input.params), input.ifMatch!, placeId, decide);
  }
}
