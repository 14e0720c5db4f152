import { Controller, Inject } from '@nestjs/common';
import { ApiRoute, In, type RouteInput, Sessions } from '#platform';
import { PresenceBoard } from './presence.ts';
import { SavedViewStore } from './saved-views.ts';
import { TakenOut } from './taken-out.ts';

/** What users keep and do at their own desk. */
@Controller()
export class DeskController {
  constructor(
    @Inject(SavedViewStore) private readonly views: SavedViewStore,
    @Inject(PresenceBoard) private readonly presences: PresenceBoard,
    @Inject(TakenOut) private readonly out: TakenOut,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @ApiRoute('listViews')
  list(@In() input: RouteInput<'listViews'>) {
    return this.views.list(input.asker);
  }

  @ApiRoute('saveView')
  save(@In() input: RouteInput<'saveView'>) {
    return this.views.save(input.asker, input.params.id!, input.body);
  }

  @ApiRoute('deleteView')
  remove(@In() input: RouteInput<'deleteView'>) {
    return this.views.remove(input.asker, input.params.id!);
  }

  @ApiRoute('chooseView')
  choose(@In() input: RouteInput<'chooseView'>) {
    return this.views.choose(input.asker, input.body.id);
  }

  @ApiRoute('presence')
  presence(@In() input: RouteInput<'presence'>) {
    return this.presences.note(input.asker, this.sessions.idOf(input.request), input.params.id!, input.body.open);
  }

  @ApiRoute('takenOut')
  takenOut(@In() input: RouteInput<'takenOut'>) {
    return this.out.log(input.asker, input.body);
  }
}
