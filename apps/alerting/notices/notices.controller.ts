import { Controller, Inject } from '@nestjs/common';
import { ApiRoute, In, type RouteInput } from '#platform';
import { Notices } from './notice-list.ts';

@Controller()
export class NoticesController {
  constructor(@Inject(Notices) private readonly notices: Notices) {}

  @ApiRoute('listNotices')
  list(@In() { query }: RouteInput<'listNotices'>) {
    return this.notices.list(query);
  }

  @ApiRoute('resendNotice')
  sendAgain(@In() { asker, params }: RouteInput<'resendNotice'>) {
    return this.notices.sendAgain(asker, params.id!);
  }
}
