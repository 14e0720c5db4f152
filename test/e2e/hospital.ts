// A hospital of the test's own, on the product's HL7 line: it admits whom the test needs, as no made-up Halland would.
import { adtMessage, DEMO_AUTHORITY, mllpFrame, VISIT_AUTHORITY, type AdtContent } from '#simulator';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { JourneyList } from '#contracts';
import { patienceMs } from './browser.ts';
import type { Operator } from './operator.ts';

export interface Admission {
  readonly family: string;
  readonly given: string;
  readonly ward: string;
  readonly protectedIdentity?: boolean;
  /** What a nurse wrote beside it. */
  readonly note?: string;
}
export type Admitted = JourneyList['items'][number];

const municipality = '1380';
const hourMs = 3_600_000;

/** Admitted yesterday, ready since an hour. Answers the case as the operator sees it, once it is there. */
/** Of this run alone, so that it is somebody new each time. */
const series = 10_000 + (Date.now() % 80_000);
let admitted = 0;

export async function admits(mllpPort: number, operator: Operator, who: Admission): Promise<Admitted> {
  const { at } = await operator.get<JourneyList>('journeys?limit=1');
  const now = Date.parse(at);
  const number = `D9${series}${++admitted}`;
  const common = {
    facility: 'HSH',
    person: {
      index: 0,
      identifier: { system: DEMO_AUTHORITY, value: number },
      family: who.family,
      given: who.given,
      sex: 'F',
      bornOn: '1938-04-02',
      municipality,
      protectedIdentity: who.protectedIdentity ?? false,
    },
    stay: {
      visit: { system: VISIT_AUTHORITY, value: `E2E-${number}` },
      location: { facility: 'HSH', unit: `HSH-${who.ward}`, sourceUnit: null, bed: '1:1' },
      admittedAt: now - 24 * hourMs,
    },
  } as const;
  // A moment of its own, to know the case by: the operator sees no name.
  const ready = { at: now - hourMs - admitted * 61_000, targets: ['special-housing'], needs: [], municipality } as const;
  const before = new Set((await waiting(operator)).map((one) => one.journeyId));
  await sends(mllpPort, { ...common, trigger: 'A01', controlId: `${number}-1`, occurredAt: now - 24 * hourMs, sentAt: now }, who.note);
  await sends(mllpPort, { ...common, ready, trigger: 'A08', controlId: `${number}-2`, occurredAt: ready.at, sentAt: now });
  for (const until = performance.now() + patienceMs; performance.now() < until; await pause(200)) {
    const found = (await waiting(operator)).find(
      ({ journeyId, readySince }) =>
        // Others become ready meanwhile, but none to the same second.
        !before.has(journeyId) && readySince !== null && Math.abs(Date.parse(readySince) - ready.at) < 1_000,
    );
    if (found) return found;
  }
  throw new Error(`${number} was admitted and is not in the queue`);
}

const waiting = async (operator: Operator): Promise<readonly Admitted[]> =>
  (await operator.get<JourneyList>('journeys?state=waiting&limit=500')).items;

async function sends(port: number, content: AdtContent, note?: string): Promise<void> {
  const text = adtMessage(content) + (note ? `NTE|1||${note}\r` : '');
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(mllpFrame(new TextEncoder().encode(text))));
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('the HL7 line does not answer')));
    socket.once('data', (bytes: Buffer) => {
      socket.end();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
  if (!answer.includes('MSA|AA|')) throw new Error(`${content.controlId} was not taken: ${answer.replaceAll('\r', ' ')}`);
}
