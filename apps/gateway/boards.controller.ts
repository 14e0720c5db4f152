import { Controller, Inject } from '@nestjs/common';
import { OpaqueId } from '#contracts';
import { ApiRoute, In, ProblemError, type RouteInput } from '#platform';
import { AlertLists } from './lists/alert-list.ts';
import { GateBoard } from './lists/gate-board.ts';
import { refuseNul } from './lists/refuse-nul.ts';
import { UnitLists } from './lists/unit-list.ts';

/** What is about places and alerts, not about single cases. */
@Controller()
export class BoardsController {
  constructor(
    @Inject(UnitLists) private readonly units: UnitLists,
    @Inject(AlertLists) private readonly alerts: AlertLists,
    @Inject(GateBoard) private readonly gates: GateBoard,
  ) {}

  @ApiRoute('listUnits')
  listUnits(@In() input: RouteInput<'listUnits'>) {
    refuseNul(input.query);
    return this.units.list(input.asker, input.query);
  }

  @ApiRoute('getUnit')
  getUnit(@In() input: RouteInput<'getUnit'>) {
    if (!OpaqueId.safeParse(input.params.id).success) throw new ProblemError('not-found');
    return this.units.one(input.asker, input.params.id!);
  }

  @ApiRoute('listAlerts')
  listAlerts(@In() input: RouteInput<'listAlerts'>) {
    return this.alerts.list(input.asker, input.query, input.language);
  }

  @ApiRoute('getGates')
  getGates(@In() input: RouteInput<'getGates'>) {
    return this.gates.read(input.query.asOf);
  }
}
