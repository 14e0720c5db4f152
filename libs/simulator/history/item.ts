// What a history is made of: facts as a source would send them, and what the municipalities did with their places.
// Nothing here knows Sluss's own ids: people and visits go by the sender's numbers, and whoever fills resolves them as intake would.
import type { CareKind, CloudEvent, DataOf, PlaceFeature, PlaceView } from '#contracts';
import type { Identifier } from '../people.ts';
import type { ReferenceUnit } from '../reference-units.ts';

export type ClosureReason = NonNullable<PlaceView['closure']>['reason'];
export type DeclineReason = DataOf<'OfferDeclined'>['reason'];

/** Whom a placement command is about: the visit number of the hospital stay the journey began with. */
export type VisitRef = Identifier;

export interface WaitRef {
  readonly kinds: readonly CareKind[];
  readonly municipality: string;
  readonly needs: readonly PlaceFeature[];
  /** When the wait that the place ends began. */
  readonly since: string;
}

export type PlacementCommand =
  | { readonly do: 'register'; readonly unit: ReferenceUnit }
  | { readonly do: 'occupyByOther'; readonly placeId: string }
  | { readonly do: 'hold'; readonly visit: VisitRef; readonly placeId: string; readonly wait: WaitRef; readonly until: string }
  | { readonly do: 'offer'; readonly visit: VisitRef; readonly placeId: string; readonly answerBy: string }
  | { readonly do: 'accept'; readonly visit: VisitRef; readonly placeId: string }
  | { readonly do: 'decline'; readonly visit: VisitRef; readonly placeId: string; readonly reason: DeclineReason }
  | { readonly do: 'moveIn'; readonly visit: VisitRef; readonly placeId: string; readonly wait: WaitRef }
  | { readonly do: 'vacate'; readonly placeId: string }
  | { readonly do: 'close'; readonly placeId: string; readonly reason: ClosureReason; readonly expectedEndOn: string | null }
  | { readonly do: 'reopen'; readonly placeId: string }
  | {
      readonly do: 'reportCapacity';
      readonly unitId: string;
      readonly places: number;
      readonly occupied: number;
      readonly expectedVacancies: readonly { readonly at: string; readonly places: number }[];
    };

export type HistoryItem =
  | { readonly kind: 'fact'; readonly occurredAt: string; readonly recordedAt: string; readonly event: CloudEvent }
  | { readonly kind: 'placement'; readonly occurredAt: string; readonly recordedAt: string; readonly command: PlacementCommand };
