// From a hospital's message to an alert, told with the trace that each event was carried with and the one it should have: that of what stands at the
// beginning of its causes, as the stores know them.
import { createHash } from 'node:crypto';
import { minute } from '#domain';
import { RunningSluss } from '../running.ts';
import { recorded } from './recording.ts';
import { EKBACKEN, HAMNVAKTEN, registerFalkenberg, says, takeUp } from './town.ts';

interface Stored {
  readonly id: string;
  readonly type: string;
  readonly causedBy: string | null;
}

export interface Traced {
  readonly type: string;
  /** Types of what led to it, the last cause first. */
  readonly after: readonly string[];
  /** Whether a hospital's message stands at the beginning. */
  readonly fromMessage: boolean;
  readonly trace: string;
  readonly expected: string;
}

/** Nils waits for one of Falkenberg's homes, which are full, until somebody is told; then Siv becomes ready too. */
export async function oneTooMany(env: Readonly<Record<string, string>>): Promise<RunningSluss> {
  const sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z', env);
  await registerFalkenberg(sluss);
  for (const place of [`${EKBACKEN}:1`, `${EKBACKEN}:2`, `${HAMNVAKTEN}:1`]) await takeUp(sluss, place);
  const messages = recorded('one-place-too-few.hl7');
  await sluss.hears(messages.filter(({ controlId }) => controlId < 'H0007'));
  await assess(sluss, '2026-11-17T09:03:00+01:00');
  for (const minutes of [1, 10, 10]) await sluss.passTime(minutes * minute);
  await sluss.hears(messages.filter(({ controlId }) => controlId >= 'V0001' && controlId <= 'V0004'));
  return sluss;
}

async function assess(sluss: RunningSluss, occurredAt: string): Promise<void> {
  const { items } = await sluss.get('journeys?state=discharge-ready');
  const need = { targets: ['short-term'], municipality: '1382', needs: [] };
  for (const { journeyId } of items) await says(sluss, 'SupportNeedAssessed', occurredAt, { journeyId, ...need });
}

/** `traces`: by the event's id, as it was carried. */
export async function traced(sluss: RunningSluss, traces: ReadonlyMap<string, string>): Promise<Traced[]> {
  const rows = await sluss.rows(
    ['intake', 'flow', 'placement', 'alerting']
      .map((role) => `select id::text as id, type, event->>'causedBy' as "causedBy" from ${role}.event`)
      .join(' union all '),
  );
  const messages = new Set((await sluss.rows('select id from intake.message')).map(({ id }) => id));
  const stored = new Map((rows as unknown as Stored[]).map((event) => [event.id, event]));
  return [...stored.values()].map((event) => {
    const after: string[] = [];
    let first = event;
    for (let cause = stored.get(event.causedBy!); cause; cause = stored.get(cause.causedBy!)) {
      after.push(cause.type);
      first = cause;
    }
    const expected = createHash('sha256')
      .update(first.causedBy ?? first.id)
      .digest('hex')
      .slice(0, 32);
    return { type: event.type, after, fromMessage: messages.has(first.causedBy), trace: traces.get(event.id) ?? 'none', expected };
  });
}
