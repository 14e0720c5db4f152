// A source that has not been heard from within its limit. Never a silent green: what the board shows from it is old.
import { hospitalKind } from '../../flow/care-kinds.ts';
import { hoursBetween, plusSeconds } from '../finding.ts';
import { severityOf, type AlertPolicy } from '../policy.ts';
import type { AlertRule } from './rule.ts';
import { nextRung } from './short-term-shortage.ts';

export const sourceSilent: AlertRule = {
  id: 'source-silent',
  subject: 'source',
  check: (world, sourceId, now, policy) => {
    const source = world.sources.get(sourceId);
    if (!source || now < plusSeconds(source.lastHeardAt, limitOf(sourceId, policy) * 60)) return null;
    const affected = [...world.situation.journeys.values()].filter(
      (j) => j.leg?.kind === hospitalKind && j.facility !== null && j.facility === source.facility,
    );
    const owner = { role: 'operator' as const, organisation: null };
    return {
      severity: severityOf(policy.rules['source-silent'], 0, hoursBetween(source.lastHeardAt, now)),
      since: source.lastHeardAt,
      stale: false,
      municipality: null,
      sourceId,
      kind: null,
      count: affected.length,
      journeys: [],
      oldestSince: source.lastHeardAt,
      free: null,
      places: null,
      expectedAt: null,
      cause: { gate: 'source-silent', chain: [] },
      restsOn: '',
      advise: () => ({
        clears: [{ action: 'restore-source', kind: null, unitId: null, places: 0, people: affected.length, at: null, owner }],
        owner,
        nextStep: 'check-source',
      }),
    };
  },
  turnsAt: (world, sourceId, now, policy) => {
    const source = world.sources.get(sourceId);
    if (!source) return null;
    const silentAt = plusSeconds(source.lastHeardAt, limitOf(sourceId, policy) * 60);
    return silentAt > now ? silentAt : nextRung(source.lastHeardAt, now, policy.rules['source-silent'].ladder);
  },
};

export const limitOf = (sourceId: string, policy: AlertPolicy): number =>
  policy.silentAfterMinutesBySource[sourceId] ?? policy.silentAfterMinutes;
