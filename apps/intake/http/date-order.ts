// Times that cannot follow each other, found within one request: an end before its beginning, a discharge before the admission told beside it, somebody
// admitted before they were born. Such a body contradicts itself and nothing of it is taken. What contradicts facts told earlier is taken all the
// same, since facts come late and in disorder, and is shown as a contradiction of the journey.
import { parseCloudEventType, type CloudEvent } from '#contracts';
import { readIdentityNumber } from '../adt/identity-number.ts';
import type { IdentityDomain } from '../mappings/mapping-schema.ts';

export interface OrderFault {
  /** Into the request's body. */
  readonly pointer: string;
  readonly detail: string;
}

interface Told {
  readonly at: number;
  readonly base: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The later of the two in life, by the field that may not come before the event's own time. */
const ends: Readonly<Record<string, string>> = { LeaveStarted: 'expectedReturnAt' };

export function orderFaults(body: CloudEvent | readonly CloudEvent[], identities: readonly IdentityDomain[]): OrderFault[] {
  const events = Array.isArray(body) ? (body as readonly CloudEvent[]) : [body as CloudEvent];
  const told = events.map((event, i): Told => {
    const type = parseCloudEventType(event.type)?.type ?? '';
    return { at: Date.parse(event.time), base: Array.isArray(body) ? `/${i}` : '', type, time: event.time, data: event.data };
  });
  return [...told.flatMap(endBeforeStart), ...told.flatMap((event) => beforeBirth(event, identities)), ...beforeAdmission(told)];
}

function endBeforeStart({ at, base, type, time, data }: Told): OrderFault[] {
  const field = ends[type];
  const end = field === undefined ? undefined : data[field];
  if (typeof end !== 'string' || !(Date.parse(end) < at)) return [];
  return [{ pointer: `${base}/data/${field}`, detail: `${end} is before the beginning, ${time}` }];
}

/** Born the same day is no fault: days are compared, as the sender wrote them. */
function beforeBirth({ base, type, time, data }: Told, identities: readonly IdentityDomain[]): OrderFault[] {
  const number = data.patient as { system?: unknown; value?: unknown } | undefined;
  if (type !== 'PatientAdmitted' || typeof number?.system !== 'string' || typeof number.value !== 'string') return [];
  const domain = identities.find((d) => d.authority === number.system || d.also.includes(number.system as string));
  if (domain?.kind !== 'personnummer') return [];
  const born = readIdentityNumber(number.value, Number(time.slice(0, 4))).birthDate;
  if (born === null || born <= time.slice(0, 10)) return [];
  return [{ pointer: `${base}/time`, detail: `${time} is before the patient's birth, ${born}` }];
}

function beforeAdmission(told: readonly Told[]): OrderFault[] {
  const admitted = new Map<string, Told>();
  for (const event of told) {
    const visit = visitOf(event);
    if (event.type === 'PatientAdmitted' && visit !== null) admitted.set(visit, event);
  }
  return told.flatMap((event) => {
    const visit = visitOf(event);
    const admission = visit === null ? undefined : admitted.get(visit);
    if (event.type !== 'PatientDischarged' || admission === undefined || event.at >= admission.at) return [];
    return [{ pointer: `${event.base}/time`, detail: `${event.time} is before the admission, ${admission.time}` }];
  });
}

const visitOf = ({ data }: Told): string | null => {
  const id = data.visitId ?? data.visit;
  return id === undefined || id === null ? null : JSON.stringify(id);
};
