// What ties facts into one cluster: the patients and the journeys they name. Facts that share an anchor, directly or through others, are folded together.
import { journeyIdOf } from '../../identity/ids.ts';
import type { FlowFact } from './flow-fact.ts';
import { journeyOf } from './visits.ts';

export function anchorsOf(fact: FlowFact): string[] {
  const { data } = fact;
  const anchors: string[] = [];
  const patient = (id: string) => anchors.push(`p:${id}`);
  const visit = (id: string) => anchors.push(`j:${journeyIdOf(id)}`);
  if ('patientId' in data) patient(data.patientId);
  if ('survivorId' in data) anchors.push(`p:${data.survivorId}`, `p:${data.mergedId}`);
  if ('fromPatientId' in data) anchors.push(`p:${data.fromPatientId}`, `p:${data.toPatientId}`);
  if ('fromVisitId' in data) anchors.push(`j:${journeyIdOf(data.fromVisitId)}`, `j:${journeyIdOf(data.toVisitId)}`);
  if ('visitId' in data && data.visitId !== null) visit(data.visitId);
  const journeyId = journeyOf(fact);
  if (journeyId !== null) anchors.push(`j:${journeyId}`);
  return [...new Set(anchors)];
}
