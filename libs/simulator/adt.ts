// Writes the ADT messages of the reference source: HL7 v2.5.1 (UTF-8) from Halmstad and Kungsbacka, v2.4 in Latin-1 from Varberg, as two
// generations of one record system would. Codes are those of the reference mapping (dispositions, readiness in a ZUK segment).
import type { CareKind, Location, PlaceFeature } from '#contracts';
import { simMunicipalities } from './region.ts';
import { DEMO_AUTHORITY, type Identifier, type MadeUpPerson } from './people.ts';

export type Trigger = 'A01' | 'A02' | 'A03' | 'A08' | 'A11' | 'A12' | 'A13' | 'A16' | 'A21' | 'A22' | 'A25' | 'A31' | 'A40';

export interface AdtContent {
  readonly trigger: Trigger;
  /** MSH-10; unique per sender. */
  readonly controlId: string;
  readonly facility: string;
  readonly person: MadeUpPerson;
  /** When it happened (EVN-6) and when the message was written (MSH-7, EVN-2); instants. */
  readonly occurredAt: number;
  readonly sentAt: number;
  /** Left out in a message about the person alone (A31, A40). */
  readonly stay?: {
    readonly visit: Identifier;
    readonly location: Location;
    readonly admittedAt: number;
    readonly previous?: Location;
    readonly expectedAt?: number;
    readonly dischargedAt?: number;
    readonly destination?: { readonly kind: CareKind | null; readonly deceased?: boolean };
    readonly expectedReturnAt?: number;
  };
  readonly ready?: {
    readonly at: number;
    readonly targets: readonly CareKind[];
    readonly needs: readonly PlaceFeature[];
    readonly municipality: string;
  };
  readonly notReady?: { readonly at: number; readonly worse: boolean };
  /** A40: the number that is done away with. */
  readonly merged?: Identifier;
}

const dispositions: Readonly<Partial<Record<CareKind, string>>> = {
  home: 'HEM',
  'home-with-care': 'HEMSJV',
  'short-term': 'KORT',
  'special-housing': 'SABO',
  'lss-housing': 'LSS',
  'post-acute': 'EFTERV',
  'hospital-at-home': 'SLVHEM',
  rehabilitation: 'REHAB',
  hospice: 'HOSPICE',
  inpatient: 'SJUKHUS',
};
const needCodes: Readonly<Record<PlaceFeature, string>> = {
  dementia: 'DEMENS',
  lift: 'LYFT',
  'single-room': 'ENKEL',
  'ground-floor': 'MARK',
  finnish: 'FINSKA',
  'infection-room': 'SMITTA',
  oxygen: 'SYRGAS',
  couple: 'PAR',
};

/** Varberg still runs the older version, in Latin-1. */
const older = (facility: string) => facility === 'HSV';

export function adtMessage(content: AdtContent): string {
  const { trigger, facility, person, stay } = content;
  const sent = hl7Time(content.sentAt);
  const old = older(facility);
  const segments = [
    `MSH|^~\\&|REFADT|${facility}|SLUSS|HALLAND|${sent}||ADT^${trigger}${old ? '' : `^${structure(trigger)}`}|${content.controlId}|P|${old ? '2.4' : '2.5.1'}||||||${old ? '8859/1' : 'UNICODE UTF-8'}`,
    segment('EVN', { 1: trigger, 2: sent, 6: hl7Time(content.occurredAt) }),
    pid(person, stay?.destination?.deceased ? (stay.dischargedAt ?? content.occurredAt) : null),
  ];
  if (person.protectedIdentity) segments.push(segment('PD1', { 12: 'Y' }));
  if (content.merged) segments.push(segment('MRG', { 1: cx(content.merged) }));
  if (stay) {
    segments.push(pv1(stay, content));
    const pv2 = { 9: stay.expectedAt, 47: stay.expectedReturnAt };
    if (pv2[9] || pv2[47]) segments.push(segment('PV2', { 9: hl7Time(pv2[9]), 47: hl7Time(pv2[47]) }));
  }
  if (content.ready) {
    const { at, targets, needs, municipality } = content.ready;
    const kinds = targets.map((kind) => dispositions[kind] ?? '').join('~');
    segments.push(
      segment('ZUK', { 1: 'UK', 2: hl7Time(at), 3: kinds, 4: needs.map((need) => needCodes[need]).join('~'), 5: municipality }),
    );
  }
  if (content.notReady)
    segments.push(segment('ZUK', { 1: content.notReady.worse ? 'EJ-UK-SAMRE' : 'EJ-UK', 2: hl7Time(content.notReady.at) }));
  return `${segments.join('\r')}\r`;
}

/** As it goes over the wire, without the frame. */
export function adtBytes(content: AdtContent): Uint8Array {
  const text = adtMessage(content);
  if (!older(content.facility)) return new TextEncoder().encode(text);
  return Uint8Array.from(text, (letter) => (letter.charCodeAt(0) < 256 ? letter.charCodeAt(0) : 0x3f));
}

/** The same bytes in their MLLP frame. */
export function mllpFrame(bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(bytes.length + 3);
  framed[0] = 0x0b;
  framed.set(bytes, 1);
  framed.set([0x1c, 0x0d], bytes.length + 1);
  return framed;
}

const structure = (trigger: Trigger) =>
  ({
    A01: 'ADT_A01',
    A08: 'ADT_A01',
    A03: 'ADT_A03',
    A11: 'ADT_A09',
    A12: 'ADT_A09',
    A13: 'ADT_A01',
    A25: 'ADT_A21',
    A21: 'ADT_A21',
    A22: 'ADT_A21',
    A02: 'ADT_A02',
    A16: 'ADT_A16',
    A31: 'ADT_A05',
    A40: 'ADT_A39',
  })[trigger];

function pid(person: MadeUpPerson, diedAt: number | null): string {
  const municipality = simMunicipalities.find((m) => m.code === person.municipality);
  return segment('PID', {
    1: '1',
    3: cx(person.identifier),
    5: `${escape(person.family)}^${escape(person.given)}`,
    7: person.bornOn.replaceAll('-', ''),
    8: person.sex,
    11: `^^${municipality?.name ?? ''}^^^^H^^${person.municipality}`,
    29: diedAt === null ? '' : hl7Time(diedAt),
    30: diedAt === null ? '' : 'Y',
  });
}

function pv1(stay: NonNullable<AdtContent['stay']>, { person }: AdtContent): string {
  const { destination } = stay;
  return segment('PV1', {
    1: '1',
    2: 'I',
    3: pl(stay.location),
    6: stay.previous ? pl(stay.previous) : '',
    16: person.protectedIdentity ? 'Y' : '',
    19: stay.visit.value,
    36: destination ? (destination.deceased ? 'AVLIDEN' : ((destination.kind && dispositions[destination.kind]) ?? '')) : '',
    44: hl7Time(stay.admittedAt),
    45: hl7Time(stay.dischargedAt),
  });
}

/** Ward codes are the part of our ward id after the site. */
const pl = ({ unit, bed, facility }: Location) => {
  const [room = '', place = ''] = (bed ?? '').split(':');
  return `${(unit ?? '').slice((unit ?? '').indexOf('-') + 1)}^${room}^${place}^${facility ?? ''}`;
};
const cx = ({ system, value }: Identifier) =>
  system === DEMO_AUTHORITY ? `${value}^^^${DEMO_AUTHORITY}^MR` : `${value}^^^&${system}&ISO^PI`;

function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.entries(fields).map(([n, value]) => (value === '' ? 0 : Number(n))));
  return [name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')].join('|');
}

const escape = (text: string) => text.replace(/[\\|^~&]/g, (c) => `\\${{ '\\': 'E', '|': 'F', '^': 'S', '~': 'R', '&': 'T' }[c]}\\`);

/** In UTC with its zone written out: no hour of the year is ambiguous. */
function hl7Time(at: number | undefined): string {
  if (at === undefined) return '';
  return `${new Date(Math.round(at / 1000) * 1000).toISOString().slice(0, 19).replace(/[-:T]/g, '')}+0000`;
}
