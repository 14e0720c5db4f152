// The municipalities' side of planning, told as events over HTTP: what somebody needs, what is done, and when they have come home.
import type { CloudEvent } from '#contracts';
import type { Random } from '#simulator';
import { virtualClock } from './chance.ts';
import { VISITS, type Hospitals } from './hospital.ts';
import type { Letters } from './letters.ts';

const weights = {
  SupportNeedAssessed: 5,
  PlanningBasisCompleted: 1,
  AdmissionNoticeSent: 1,
  HomeReadyItemSet: 1,
  WishRecorded: 0.5,
  OnwardNeedDeclared: 3,
  OnwardNeedWithdrawn: 0.5,
  LegStarted: 1,
  JourneyClosed: 0.3,
};
type Told = keyof typeof weights;

export class Municipalities {
  private told = 0;

  constructor(
    private readonly random: Random,
    private readonly letters: Letters,
    private readonly hospitals: Hospitals,
  ) {}

  tell(): string | null {
    const { random } = this;
    const { patients } = this.hospitals;
    if (patients.length === 0) return null;
    const patient = random.pick(patients);
    const type = random.weighted(weights);
    const municipality = patient.person.municipality;
    const event: CloudEvent = {
      specversion: '1.0',
      id: `e-${(this.told += 1)}`,
      source: `/kommun/${municipality}`,
      type: `se.sluss.${type}.v1`,
      time: virtualClock.now().toISOString(),
      data: { visit: { system: VISITS, value: patient.visit }, ...this.dataOf(type, municipality) },
    };
    const { number } = this.letters.add(municipality, `${type} patient ${patient.number}`, Buffer.from(JSON.stringify(event)), event);
    return `${type} patient ${patient.number} as letter ${number}`;
  }

  private dataOf(type: Told, municipality: string): Record<string, unknown> {
    const { random } = this;
    const needs = random.chance(0.2) ? ['single-room'] : [];
    switch (type) {
      case 'SupportNeedAssessed':
        return { targets: [random.pick(['short-term', 'short-term', 'special-housing', 'home-with-care'])], municipality, needs };
      case 'OnwardNeedDeclared':
        return { targets: [random.pick(['special-housing', 'home-with-care'])], municipality, needs };
      case 'OnwardNeedWithdrawn':
        return { reason: 'other' };
      case 'PlanningBasisCompleted':
        return { track: random.pick(['green', 'yellow', 'red']) };
      case 'HomeReadyItemSet':
        return { item: random.pick(['medicines', 'aids', 'transport']), done: random.chance(0.7) };
      case 'WishRecorded':
        return { unitId: random.chance(0.5) ? 'kobo-1382-ekbacken' : null, municipality };
      case 'LegStarted':
        return { kind: random.pick(['home', 'home-with-care']), unitId: null, municipality };
      case 'JourneyClosed':
        return { reason: 'other' };
      case 'AdmissionNoticeSent':
        return {};
    }
  }
}
