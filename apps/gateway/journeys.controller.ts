import { Controller, Inject } from '@nestjs/common';
import type { JourneyDetail, JourneyList } from '#contracts';
import { ApiRoute, In, type RouteInput } from '#platform';
import { CaseFiles } from './cases/case-files.ts';
import { JourneyLists } from './lists/journey-list.ts';
import type { JsonText } from './lists/page-text.ts';
import { refuseNul } from './lists/refuse-nul.ts';

@Controller()
export class JourneysController {
  constructor(
    @Inject(JourneyLists) private readonly lists: JourneyLists,
    @Inject(CaseFiles) private readonly cases: CaseFiles,
  ) {}

  @ApiRoute('listJourneys')
  async list(@In() input: RouteInput<'listJourneys'>): Promise<JsonText<JourneyList>> {
    refuseNul(input.query);
    const text = await this.lists.list(input.asker, input.query, input.language);
    void input.reply.header('content-type', 'application/json; charset=utf-8');
    return text;
  }

  @ApiRoute('getJourney')
  async one(@In() input: RouteInput<'getJourney'>): Promise<JourneyDetail> {
    const detail = await this.cases.detail(input.asker, input.params.id!, input.query.asOf, input.language);
    void input.reply.header('etag', `"${detail.revision}"`);
    return detail;
  }

  @ApiRoute('getPerson')
  person(@In() input: RouteInput<'getPerson'>) {
    return this.cases.person(input.asker, input.params.id!);
  }

  @ApiRoute('getAccessLog')
  accessLog(@In() input: RouteInput<'getAccessLog'>) {
    return this.cases.accessLines(input.asker, input.params.id!, input.query);
  }

  @ApiRoute('erasePerson')
  erase(@In() input: RouteInput<'erasePerson'>) {
    return this.cases.erasePerson(input.asker, input.params.id!);
  }
}
