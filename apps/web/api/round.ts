// A round: chosen cases taken one after the other, as at a morning meeting. Lasts until it is ended or the page is loaded anew.
import { newStore } from './store.ts';

export interface RoundStop {
  readonly journeyId: string;
  readonly caseRef: string;
}
export const round = newStore<readonly RoundStop[]>([]);
