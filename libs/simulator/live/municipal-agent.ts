// The placing desk and the units of one municipality in the live demo. It acts on what the API says each time it looks, never on a memory of
// places of its own: people at the screens may have acted in between, and a refusal is simply looked at anew next time.
import type { CareKind, DataOf, JourneyItem, MatchResult, UnitDetail, UnitItem } from '#contracts';
import { DAY, HOUR, iso, localDate, localDay } from '../calendar.ts';
import type { Parameters } from '../parameters.ts';
import type { Random } from '../random.ts';
import type { ApiClient } from './api-client.ts';

type Place = UnitDetail['placeList'][number];
type Decline = DataOf<'OfferDeclined'>['reason'];
interface List<T> {
  readonly items: readonly T[];
}

export interface MunicipalTools {
  readonly api: ApiClient;
  readonly random: Random;
  readonly parameters: Parameters;
  readonly code: string;
  /** Share of the region's special-housing vacancies and respite stays. */
  readonly share: number;
  readonly now: () => number;
  /** The hospital lets somebody go for whom a place has been accepted; false when it does not know the patient. */
  readonly letGo: (journeyId: string, kind: CareKind) => Promise<boolean>;
  readonly tell: (type: 'OnwardNeedDeclared' | 'LegStarted', data: Record<string, unknown>) => Promise<void>;
}

/** How long each step takes on average, in the demo's own time. */
const mean = {
  hold: 3 * HOUR,
  offer: HOUR,
  answer: 4 * HOUR,
  leave: 4 * HOUR,
  move: HOUR,
  moveOnward: DAY,
  goHome: 30 * HOUR,
  report: 12 * HOUR,
};
const declines: Readonly<Record<Decline, number>> = {
  'other-unit': 4,
  'wants-home': 3,
  'relatives-object': 2,
  'not-suitable': 2,
  'no-answer': 1,
  'other-municipality': 1,
  other: 1,
};

export class MunicipalAgent {
  /** Requests this desk is working on: what a person at a screen has held is theirs to go on with. */
  private readonly mine = new Set<string>();
  private first = true;

  constructor(private readonly tools: MunicipalTools) {}

  /** `passed`: the demo's own time since the last look. With `handsOff` nothing is placed; only what others have agreed on is carried out. */
  async round(passed: number, handsOff: boolean): Promise<void> {
    const waiting = await this.journeys('waiting');
    if (this.first)
      for (const { request } of waiting) if (request && request.status !== 'open' && !handsOff) this.mine.add(request.requestId);
    this.first = false;
    for (const journey of waiting) await this.carryOut(journey, passed, handsOff);
    for (const journey of await this.journeys('in-transfer')) await this.moveIn(journey, handsOff ? 0 : mean.move, passed);
    if (handsOff) return;
    await this.place(waiting, passed);
    await this.residents(passed);
    await this.housing(passed);
  }

  /** One step on for a request that already names a place. */
  private async carryOut(journey: JourneyItem, passed: number, handsOff: boolean): Promise<void> {
    const { request, leg } = journey;
    if (!request?.placeId) return this.leaveForHome(journey, handsOff ? 0 : passed);
    const { requestId, status, revision } = request;
    if (status === 'accepted') {
      if (leg?.kind !== 'inpatient') return this.moveIn(journey, mean.moveOnward, passed);
      if (handsOff || this.happens(mean.leave, passed)) await this.tools.letGo(journey.journeyId, kindOf(request.placeId));
      return;
    }
    if (!this.mine.has(requestId)) return;
    if (status === 'held' && this.happens(mean.offer, passed)) await this.tools.api.post(`/requests/${requestId}/offer`, {}, revision);
    if (status === 'offered' && this.happens(mean.answer, passed)) {
      const no = this.tools.random.chance(this.tools.parameters.declinedShare);
      const reason = this.tools.random.weighted(declines);
      await this.tools.api.post(`/requests/${requestId}/${no ? 'decline' : 'accept'}`, no ? { reason } : {}, revision);
    }
  }

  /** Holds places for those who have waited longest: at most two a look, so that people can follow. */
  private async place(waiting: readonly JourneyItem[], passed: number): Promise<void> {
    const queue = waiting.filter((j) => j.request?.status === 'open' && this.happens(mean.hold, passed));
    for (const journey of queue.slice(0, 2)) {
      const match = await this.tools.api.get<MatchResult>(`/journeys/${journey.journeyId}/match`);
      const option = match.body?.options.find((o) => o.hindrance === null && o.place.municipality === this.tools.code);
      if (!match.body || !option) continue;
      const { requestId, revision } = match.body.request;
      const held = await this.tools.api.post(`/requests/${requestId}/hold`, { placeId: option.place.placeId }, revision);
      if (held.ok) this.mine.add(requestId);
    }
  }

  private async moveIn(journey: JourneyItem, meanTime: number, passed: number): Promise<void> {
    if (!this.happens(meanTime, passed)) return;
    // Between two places no wait is open, and the list shows no request: the desk looks it up.
    const request = journey.request ?? (await this.tools.api.get<MatchResult>(`/journeys/${journey.journeyId}/match`)).body?.request;
    if (request?.status !== 'accepted') return;
    await this.tools.api.post(`/requests/${request.requestId}/move-in`, {}, request.revision);
  }

  /** From short-term housing to one's own home, once home care can begin. */
  private async leaveForHome(journey: JourneyItem, passed: number): Promise<void> {
    const { leg, target, journeyId } = journey;
    if (!leg?.unit || leg.kind === 'inpatient' || target !== 'home-with-care' || !this.happens(mean.goHome, passed)) return;
    const place = (await this.unit(leg.unit))?.placeList.find((p) => p.journeyId === journeyId);
    if (!place) return;
    const left = await this.tools.api.post(`/places/${place.placeId}/vacate`, {}, place.revision);
    if (left.ok) await this.tools.tell('LegStarted', { journeyId, kind: 'home-with-care', unitId: null, municipality: this.tools.code });
  }

  /** Short-term housing: who becomes ready to leave, respite that comes and goes, closures, reports. */
  private async residents(passed: number): Promise<void> {
    const { random, parameters, code } = this.tools;
    const { exits } = parameters.shortTerm;
    for (const journey of await this.journeys('intermediate')) {
      if (journey.readySince !== null || !this.happens(26 * DAY, passed)) continue;
      const targets = [random.weighted({ 'home-with-care': exits.home, 'special-housing': exits['special-housing'] })];
      await this.tools.tell('OnwardNeedDeclared', { journeyId: journey.journeyId, targets, municipality: code, needs: [] });
    }
    for (const { unitId } of await this.units('short-term')) {
      const unit = await this.unit(unitId);
      if (!unit) continue;
      for (const place of unit.placeList) {
        if (isOther(place) && this.happens(11 * DAY, passed))
          await this.tools.api.post(`/places/${place.placeId}/vacate`, {}, place.revision);
        if (isOver(place, this.tools.now()) && this.happens(2 * HOUR, passed))
          await this.tools.api.post(`/places/${place.placeId}/reopen`, {}, place.revision);
      }
      const free = unit.placeList.filter(isFree);
      if (free.length > 1 && this.happens(DAY / (parameters.respite.perDay * this.tools.share), passed))
        await this.occupy(random.pick(free));
      if (free.length > 0 && this.happens((8 * 365 * DAY) / parameters.closures.perYear / 6, passed)) await this.close(random.pick(free));
      if (this.happens(mean.report, passed)) await this.report(unit);
    }
  }

  /** Special housing: homes fall vacant, and some go to people who apply from home. */
  private async housing(passed: number): Promise<void> {
    const { random, parameters, share } = this.tools;
    const vacates = this.happens(DAY / (parameters.specialHousing.vacanciesPerDay * share), passed);
    const units = vacates || this.happens(2 * HOUR, passed) ? await this.units('special-housing') : [];
    if (units.length === 0) return;
    const free = units.reduce((sum, unit) => sum + unit.free, 0);
    const crowded = free > 0.015 * units.reduce((sum, unit) => sum + unit.places, 0);
    const candidates = crowded ? units.filter((unit) => unit.free > 0) : units;
    const unit = await this.unit(random.pick(candidates).unitId);
    if (!unit) return;
    if (crowded) {
      const empty = unit.placeList.filter(isFree);
      if (empty.length) await this.occupy(random.pick(empty));
    } else if (vacates) {
      const homes = unit.placeList.filter(isOther);
      const place = homes.length ? random.pick(homes) : null;
      if (place) await this.tools.api.post(`/places/${place.placeId}/vacate`, {}, place.revision);
    }
    if (random.chance(0.3)) await this.report(unit);
  }

  private async occupy(place: Place): Promise<void> {
    await this.tools.api.post(`/places/${place.placeId}/occupy`, {}, place.revision);
  }

  private async close(place: Place): Promise<void> {
    const expectedEndOn = localDate(localDay(this.tools.now()) + 5);
    await this.tools.api.post(`/places/${place.placeId}/close`, { reason: 'staffing', expectedEndOn }, place.revision);
  }

  private async report(unit: UnitDetail): Promise<void> {
    const expectedVacancies = this.tools.random.chance(0.4) ? [{ at: iso(this.tools.now() + 2 * DAY), places: 1 }] : [];
    await this.tools.api.post(`/units/${unit.unitId}/capacity`, {
      places: unit.places - unit.closed,
      occupied: unit.occupied,
      expectedVacancies,
    });
  }

  private async journeys(state: 'waiting' | 'in-transfer' | 'intermediate'): Promise<readonly JourneyItem[]> {
    const answer = await this.tools.api.get<List<JourneyItem>>(`/journeys?state=${state}&municipality=${this.tools.code}&limit=200`);
    return answer.body?.items ?? [];
  }

  private async units(kind: CareKind): Promise<readonly UnitItem[]> {
    return (await this.tools.api.get<List<UnitItem>>(`/units?kind=${kind}&municipality=${this.tools.code}&limit=100`)).body?.items ?? [];
  }

  private async unit(unitId: string): Promise<UnitDetail | null> {
    return (await this.tools.api.get<UnitDetail>(`/units/${unitId}`)).body;
  }

  /** Whether something that takes `meanTime` on average came about in the time that passed. */
  private happens(meanTime: number, passed: number): boolean {
    return meanTime === 0 || this.tools.random.chance(1 - Math.exp(-passed / meanTime));
  }
}

const isOther = (place: Place) => place.status === 'occupied' && place.journeyId === null && place.caseRef === null;
const isFree = (place: Place) => place.status === 'free' && !place.closure;
const isOver = ({ closure }: Place, now: number) => Boolean(closure?.expectedEndOn && closure.expectedEndOn < localDate(localDay(now)));
/** The unit's id tells its kind in the reference units. */
const kindOf = (placeId: string): CareKind =>
  placeId.startsWith('sabo') ? 'special-housing' : placeId.startsWith('eva') ? 'post-acute' : 'short-term';
