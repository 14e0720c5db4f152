// What goes wrong at a desk, step by step, in the order they are tried. Two lanes go side by side, and neither minds what the other does.
import { showsSwedishTimeAnywhere } from './abroad.ts';
import { isReadableMagnified, showsWhatIsChosenInForcedColours } from './magnified.ts';
import { saysThatTheLineIsCut, saysThatTheServerFails, waitsForASlowServer, worksOnAThinLine } from './no-answer.ts';
import { showsOnePageForAllThatMayNotBeSeen } from './not-yours.ts';
import { showsScriptsAsText, takesOnlyWhatFits } from './odd-texts.ts';
import { masksAProtectedPerson } from './protected.ts';
import { isNeverBlank, offersToReloadAfterARelease } from './release.ts';
import { keepsWhatWasTypedWhenTheSessionEnds, sendsNothingInAnothersName } from './session-end.ts';
import type { Step } from './stage.ts';
import { actsOnAnAlertThatMoves, pressesTwiceForOneEffect, reloadsInTheMiddle } from './twice.ts';

export const badInputs: readonly (readonly (readonly [name: string, act: Step])[])[] = [
  [
    ['a very slow answer', waitsForASlowServer],
    ['a thin line', worksOnAThinLine],
    ['no line', saysThatTheLineIsCut],
    ['errors of the server', saysThatTheServerFails],
    ['the session ends while somebody types', keepsWhatWasTypedWhenTheSessionEnds],
    ['somebody else logs in', sendsNothingInAnothersName],
    ['a tab from before a release', offersToReloadAfterARelease],
    ['a page without its files', isNeverBlank],
    ['pressed twice, and back', pressesTwiceForOneEffect],
    ['reloaded in the middle', reloadsInTheMiddle],
    ['an alert that moves', actsOnAnAlertThatMoves],
  ],
  [
    ['scripts for names', showsScriptsAsText],
    ['texts that do not fit', takesOnlyWhatFits],
    ['protected identity', masksAProtectedPerson],
    ['what is not the reader’s', showsOnePageForAllThatMayNotBeSeen],
    ['another country, a wrong clock', showsSwedishTimeAnywhere],
    ['200 and 400 per cent', isReadableMagnified],
    ['forced colours', showsWhatIsChosenInForcedColours],
  ],
];
