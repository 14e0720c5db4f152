import { Module } from '@nestjs/common';
import { BoardsController } from './boards.controller.ts';
import { CaseFiles } from './cases/case-files.ts';
import { DeskController } from './desk/desk.controller.ts';
import { PresenceBoard } from './desk/presence.ts';
import { SavedViewStore } from './desk/saved-views.ts';
import { TakenOut } from './desk/taken-out.ts';
import { DocsController } from './docs/docs.controller.ts';
import { JourneysController } from './journeys.controller.ts';
import { AlertLists } from './lists/alert-list.ts';
import { Cursors } from './lists/cursor.ts';
import { GateBoard } from './lists/gate-board.ts';
import { JourneyLists } from './lists/journey-list.ts';
import { ShownPersons } from './lists/shown-persons.ts';
import { UnitLists } from './lists/unit-list.ts';
import { OperatorController } from './operations/operator.controller.ts';
import { OperatorDesk } from './operations/operator-view.ts';
import { PolicyController } from './operations/policy.controller.ts';
import { RetentionSweep } from './operations/retention.sweep.ts';
import { UpkeepController } from './operations/upkeep.controller.ts';
import { Peers } from './peers/peers.ts';
import { ReadConsumer } from './read-model/read.consumer.ts';
import { SessionController } from './session.controller.ts';
import { LiveStream } from './stream/live-stream.ts';
import { StreamController } from './stream/stream.controller.ts';
import { builtWebFolder, WEB_FOLDER, WebBuild } from './web/web-build.ts';
import { WebController } from './web/web.controller.ts';

@Module({
  controllers: [
    JourneysController,
    BoardsController,
    DeskController,
    SessionController,
    StreamController,
    OperatorController,
    PolicyController,
    UpkeepController,
    ReadConsumer,
    DocsController,
    // Last: it answers every path that nobody else does.
    WebController,
  ],
  providers: [
    SavedViewStore,
    PresenceBoard,
    TakenOut,
    JourneyLists,
    ShownPersons,
    UnitLists,
    AlertLists,
    GateBoard,
    CaseFiles,
    Cursors,
    LiveStream,
    OperatorDesk,
    RetentionSweep,
    Peers,
    WebBuild,
    { provide: WEB_FOLDER, useValue: builtWebFolder },
  ],
})
export class GatewayModule {}
