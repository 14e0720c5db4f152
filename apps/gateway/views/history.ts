// What has happened in a case, line by line, in words. A line is a revision of the journey and the fact that led to it.
import type { FactType, HistoryLine, JourneyChange } from '#contracts';
import type * as z from 'zod';
import type { Language } from './names.ts';

type Trigger = FactType | 'PlaceOccupied' | 'PlaceVacated';
type Words = Readonly<Record<Language, string>>;
const words = (sv: string, en: string): Words => ({ sv, en });

/** One line per type of fact; the compiler asks for the words of a new one. */
const texts: Record<Trigger, Words> = {
  PatientAdmitted: words('Inskriven på sjukhus', 'Admitted to hospital'),
  AdmissionPlanned: words('Inskrivning planerad', 'Admission planned'),
  AdmissionPlanCancelled: words('Planerad inskrivning avbokad', 'Planned admission cancelled'),
  AdmissionCancelled: words('Inskrivningen makulerad', 'Admission cancelled'),
  VisitClassChanged: words('Vårdform ändrad', 'Class of visit changed'),
  PatientTransferred: words('Flyttad till annan avdelning', 'Moved to another ward'),
  TransferPlanned: words('Flytt planerad', 'Transfer planned'),
  TransferPlanCancelled: words('Planerad flytt avbokad', 'Planned transfer cancelled'),
  TransferCancelled: words('Flytten makulerad', 'Transfer cancelled'),
  PatientDischarged: words('Utskriven från sjukhus', 'Discharged from hospital'),
  DischargeCancelled: words('Utskrivningen makulerad', 'Discharge cancelled'),
  LeaveStarted: words('Permission påbörjad', 'Leave started'),
  LeaveEnded: words('Åter från permission', 'Back from leave'),
  LeaveCancelled: words('Permissionen makulerad', 'Leave cancelled'),
  LeaveReturnCancelled: words('Återkomst från permission makulerad', 'Return from leave cancelled'),
  PatientDied: words('Avliden', 'Deceased'),
  PatientsMerged: words('Dubbla uppgifter sammanförda', 'Double records merged'),
  VisitMoved: words('Vårdtillfället flyttat till rätt patient', 'Stay moved to the right patient'),
  VisitRenumbered: words('Vårdtillfället har fått nytt nummer', 'Stay renumbered'),
  ExpectedDischargeSet: words('Beräknat utskrivningsdatum ändrat', 'Estimated discharge changed'),
  ExpectedDischargeCleared: words('Beräknat utskrivningsdatum borttaget', 'Estimated discharge removed'),
  PersonStated: words('Personuppgifter uppdaterade', 'Personal details updated'),
  DischargeReadyDeclared: words('Utskrivningsklar', 'Ready for discharge'),
  DischargeReadyWithdrawn: words('Inte längre utskrivningsklar', 'No longer ready for discharge'),
  AdmissionNoticeSent: words('Inskrivningsmeddelande skickat', 'Admission notice sent'),
  NoticeAcknowledged: words('Inskrivningsmeddelande kvitterat', 'Admission notice acknowledged'),
  PlanningBasisCompleted: words('Planeringsunderlag klart', 'Planning basis completed'),
  SupportNeedAssessed: words('Behov av stöd bedömt', 'Need of support assessed'),
  HomeReadyItemSet: words('Hemgångsklar: punkt ändrad', 'Ready for home: item changed'),
  WishRecorded: words('Önskemål noterat', 'Wish recorded'),
  OnwardNeedDeclared: words('Klar att flytta vidare', 'Ready to move on'),
  OnwardNeedWithdrawn: words('Inte längre klar att flytta vidare', 'No longer ready to move on'),
  LegStarted: words('Hemma i ordinärt boende', 'At home in ordinary housing'),
  JourneyClosed: words('Ärendet avslutat', 'Case closed'),
  SourceHeard: words('Källan hördes', 'Source heard from'),
  PlaceOccupied: words('Inflyttad på plats', 'Moved into a place'),
  PlaceVacated: words('Utflyttad från plats', 'Moved out of a place'),
};

const corrected = words('rättar tidigare uppgift', 'corrects earlier information');
const settled = words('ärendet är klart', 'the case is settled');
const other = words('Uppgift ändrad', 'Information changed');

export interface HistoryRow {
  readonly revision: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly trigger: string;
  readonly actor: string;
  readonly changes: readonly JourneyChange[];
}

export function historyLine(row: HistoryRow, language: Language): z.infer<typeof HistoryLine> {
  const remarks = [
    row.changes.some((c) => c.type === 'Corrected') ? corrected[language] : null,
    row.changes.some((c) => c.type === 'JourneySettled') ? settled[language] : null,
  ].filter((remark) => remark !== null);
  const text = (texts[row.trigger as Trigger] ?? other)[language];
  return {
    revision: row.revision,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    type: row.trigger,
    actor: row.actor,
    changes: [...row.changes],
    text: remarks.length ? `${text} (${remarks.join(', ')})` : text,
  };
}
