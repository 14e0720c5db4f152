import { halland } from '#platform';
import { adt, agda, bror, cilla, utf8, type Content } from '../testing/adt.ts';
import { knownRegion } from '../mappings/known-region.ts';
import { MappingBook, shippedMappings } from '../mappings/mapping-book.ts';
import { judge } from '../receiving/judge.ts';

const { table } = new MappingBook(shippedMappings(), knownRegion(halland));
const read = (trigger: string, content?: Content) => judge(utf8(adt(trigger, content)), table);
const facts = (trigger: string, content?: Content) => {
  const judged = read(trigger, content);
  expect(judged.fault).toBeNull();
  return judged.drafts.filter((d) => d.type !== 'PersonStated');
};
const only = (trigger: string, content?: Content) => {
  const all = facts(trigger, content);
  expect(all).toHaveLength(1);
  return all[0]!;
};
const ward = { facility: 'HSH', unit: 'HSH-AVD11', sourceUnit: null, bed: 'B' };
const T = '2026-11-10T07:30:00.000Z';

describe('each ADT event becomes its fact', () => {
  it.each([
    ['A01', 'PatientAdmitted', { location: ward, visitClass: 'inpatient', planned: false }],
    ['A02', 'PatientTransferred', { location: ward }],
    ['A03', 'PatientDischarged', { destination: null, destinationUnit: null, deceased: false }],
    ['A04', 'PatientAdmitted', { location: ward, visitClass: 'inpatient', planned: false }],
    ['A05', 'AdmissionPlanned', { location: ward, expectedAt: null }],
    ['A06', 'VisitClassChanged', { visitClass: 'inpatient', location: ward }],
    ['A07', 'VisitClassChanged', { visitClass: 'outpatient', location: ward }],
    ['A11', 'AdmissionCancelled', {}],
    ['A12', 'TransferCancelled', { location: ward }],
    ['A13', 'DischargeCancelled', { location: ward }],
    ['A14', 'AdmissionPlanned', { location: ward, expectedAt: null }],
    ['A15', 'TransferPlanned', { location: ward }],
    ['A21', 'LeaveStarted', { expectedReturnAt: null }],
    ['A22', 'LeaveEnded', {}],
    ['A23', 'AdmissionCancelled', {}],
    ['A25', 'ExpectedDischargeCleared', {}],
    ['A26', 'TransferPlanCancelled', {}],
    ['A27', 'AdmissionPlanCancelled', {}],
    ['A38', 'AdmissionPlanCancelled', {}],
    ['A52', 'LeaveCancelled', {}],
    ['A53', 'LeaveReturnCancelled', {}],
  ])('%s: %s', (trigger, type, data) => {
    expect(only(trigger)).toEqual({
      type,
      occurredAt: T,
      key: 0,
      data,
      patients: { patientId: 0 },
      visits: { visitId: 'halland-visit|V100' },
    });
  });

  it.each(['A08', 'A28', 'A29', 'A31'])('%s tells only who the person is', (trigger) => {
    const judged = read(trigger);
    expect(judged.status).toBe('stored');
    expect(judged.drafts.map((d) => [d.type, d.data])).toEqual([['PersonStated', { municipality: '1382', protectedIdentity: false }]]);
  });

  it.each(['A09', 'A10', 'A20', 'A32', 'A60', 'A99'])('%s means nothing here: acknowledged and counted', (trigger) => {
    expect(read(trigger)).toMatchObject({ status: 'ignored', drafts: [] });
  });

  it('A16 tells an assured discharge, by PV2-9 or the time of the planned event', () => {
    expect(only('A16', { PV2: { 9: '202611121300' } })).toMatchObject({
      type: 'ExpectedDischargeSet',
      data: { expectedAt: '2026-11-12T12:00:00.000Z', assured: true },
    });
    expect(only('A16', { EVN: { 3: '202611121300' } })).toMatchObject({ type: 'ExpectedDischargeSet', data: { assured: true } });
  });

  it('A17 puts both patients in their new beds', () => {
    const second = `PID|2||${bror.id}||${bror.name}\rPV1|2|I|AVD12^1^A^HSH||||||||||||||||V200`;
    const judged = read('A17', { more: [second] });
    expect(judged.persons.map((p) => p.identifiers[0]!.value)).toEqual(['191212121212', '196109732393']);
    expect(judged.drafts.filter((d) => d.type === 'PatientTransferred').map((d) => [d.key, d.data.location, d.visits.visitId])).toEqual([
      [0, ward, 'halland-visit|V100'],
      [1, { facility: 'HSH', unit: 'HSH-AVD12', sourceUnit: null, bed: 'A' }, 'halland-visit|V200'],
    ]);
  });

  it('A06 with a prior visit number keeps both numbers together', () => {
    expect(facts('A06', { more: ['MRG|||||V099'] }).map((d) => [d.type, d.visits])).toEqual([
      ['VisitRenumbered', { fromVisitId: 'halland-visit|V099', toVisitId: 'halland-visit|V100' }],
      ['VisitClassChanged', { visitId: 'halland-visit|V100' }],
    ]);
  });
});

describe('numbers that change', () => {
  it.each(['A18', 'A34', 'A40', 'A47'])('%s joins two persons', (trigger) => {
    const judged = read(trigger, { more: [`MRG|${cilla.id}`] });
    expect(judged.persons.map((p) => p.identifiers[0]!.value)).toEqual(['191212121212', '197010632391']);
    expect(judged.drafts.find((d) => d.type === 'PatientsMerged')).toMatchObject({
      occurredAt: T,
      patients: { survivorId: 0, mergedId: 1 },
    });
  });

  it('a survivor whose list holds the old number too is still two persons joined', () => {
    const judged = read('A40', { PID: { 3: `${agda.id}~D1^^^SLUSS-DEMO` }, more: ['MRG|D1^^^SLUSS-DEMO'] });
    expect(judged.persons.map((p) => p.identifiers)).toEqual([
      [{ authority: '1.2.752.129.2.1.3.1', value: '191212121212' }],
      [{ authority: 'SLUSS-DEMO', value: 'D1' }],
    ]);
  });

  it('several pairs in one message are each joined', () => {
    const judged = read('A40', { more: [`MRG|${cilla.id}`, `PID|2||${bror.id}`, 'MRG|D2^^^SLUSS-DEMO'] });
    expect(judged.drafts.filter((d) => d.type === 'PatientsMerged').map((d) => d.patients)).toEqual([
      { survivorId: 0, mergedId: 1 },
      { survivorId: 2, mergedId: 3 },
    ]);
  });

  it('A45 moves a visit, A50 renumbers one', () => {
    const moved = read('A45', { PV1: null, more: [`MRG|${cilla.id}||||V090`, 'PV1|1|I|AVD11||||||||||||||||V090'] });
    expect(moved.drafts.find((d) => d.type === 'VisitMoved')).toMatchObject({
      patients: { toPatientId: 0, fromPatientId: 1 },
      visits: { visitId: 'halland-visit|V090' },
    });
    expect(read('A50', { PV1: null, more: [`MRG|${agda.id}||||V090`, 'PV1|1|I|AVD11||||||||||||||||V100'] }).drafts).toMatchObject([
      { type: 'VisitRenumbered', visits: { fromVisitId: 'halland-visit|V090', toVisitId: 'halland-visit|V100' } },
    ]);
  });

  it('a merge without MRG cannot be used', () => {
    expect(read('A40')).toMatchObject({ status: 'quarantined', fault: { code: 'mrg-missing' } });
  });
});

describe('what a message tells beside its event', () => {
  it('discharge: kind of care, unit and time', () => {
    expect(only('A03', { PV1: { 36: 'KORT', 45: '20261112140000' } })).toMatchObject({
      occurredAt: '2026-11-12T13:00:00.000Z',
      data: { destination: 'short-term', destinationUnit: null, deceased: false },
    });
    expect(read('A03', { PV1: { 36: 'NÅGOT' } }).warnings).toEqual(
      expect.arrayContaining(['disposition-unknown', 'discharge-time-from-event']),
    );
  });

  it('death, from PID-30, PID-29 or the discharge itself', () => {
    expect(facts('A08', { PID: { 30: 'Y' } })).toMatchObject([{ type: 'PatientDied', occurredAt: T }]);
    expect(facts('A08', { PID: { 29: '20261109231500' } })).toMatchObject([
      { type: 'PatientDied', occurredAt: '2026-11-09T22:15:00.000Z' },
    ]);
    expect(facts('A03', { PV1: { 36: 'AVLIDEN' } }).map((d) => [d.type, d.data.deceased])).toEqual([
      ['PatientDischarged', true],
      ['PatientDied', undefined],
    ]);
  });

  it('protected identity, from any hint', () => {
    const hints: Content[] = [
      { more: [`PD1${'|'.repeat(12)}Y`] },
      { PV1: { 16: 'VIP' } },
      { PV2: { 22: 'Y' } },
      { more: ['ARV|1||SKYDD'] },
    ];
    for (const hint of hints) {
      const judged = read('A02', hint);
      expect(judged.persons[0]!.protectedHint).toBe(true);
      expect(judged.drafts.find((d) => d.type === 'PersonStated')!.data).toMatchObject({ protectedIdentity: true });
    }
    expect(read('A02', { more: [`PD1${'|'.repeat(12)}N`] }).persons[0]!.protectedHint).toBe(false);
  });

  it('ready for discharge, by status code, by Z-segment and by a code on A16', () => {
    expect(facts('A08', { PV2: { 24: 'UK-KORT', 46: '202611100800' } })).toMatchObject([
      {
        type: 'DischargeReadyDeclared',
        occurredAt: '2026-11-10T07:00:00.000Z',
        data: { targets: ['short-term'], municipality: '1382', needs: [] },
      },
    ]);
    expect(facts('A08', { more: ['ZUK|UK|202611100700|KORT~SABO|DEMENS~LYFT|1380'] })).toMatchObject([
      {
        type: 'DischargeReadyDeclared',
        occurredAt: '2026-11-10T06:00:00.000Z',
        data: { targets: ['short-term', 'special-housing'], municipality: '1380', needs: ['dementia', 'lift'] },
      },
    ]);
    expect(facts('A16', { PV2: { 9: '202611121300', 27: 'UK-HEMSJV' } }).map((d) => d.type)).toEqual([
      'ExpectedDischargeSet',
      'DischargeReadyDeclared',
    ]);
  });

  it('no longer ready, with a reason, or by deleting the status', () => {
    expect(only('A08', { PV2: { 24: 'EJ-UK-SAMRE' } })).toMatchObject({ type: 'DischargeReadyWithdrawn', data: { reason: 'worse' } });
    expect(only('A08', { PV2: { 24: '""' } })).toMatchObject({ type: 'DischargeReadyWithdrawn', data: { reason: 'reassessed' } });
    expect(facts('A08', { PV2: { 24: '' } })).toEqual([]);
  });

  it('a cancellation is ordered by the later of when it occurred and when it was recorded', () => {
    expect(only('A13', { at: '20261110120000', EVN: { 6: '20261110080000' } }).occurredAt).toBe('2026-11-10T11:00:00.000Z');
  });

  it('names and addresses stay with the person and out of the facts', () => {
    const judged = read('A01', { control: 'c1' });
    expect(judged.persons[0]!.details).toMatchObject({
      familyName: 'Testsson',
      givenName: 'Agda Märta',
      personnummer: '191212121212',
      birthDate: '1912-12-12',
    });
    expect(JSON.stringify(judged.drafts)).not.toMatch(/Testsson|1912|Storgatan/);
  });
});

describe('identity numbers', () => {
  const numbers = (pid3: string) => read('A01', { PID: { 3: pid3 } });
  it('picks by domain, best first, whatever the order in the message', () => {
    const judged = numbers(`77^^^MRN~D5^^^SLUSS-DEMO~${agda.id}`);
    expect(judged.persons[0]!.identifiers.map((i) => i.authority)).toEqual(['1.2.752.129.2.1.3.1', 'SLUSS-DEMO', 'REFADT']);
  });
  it('reads a ten-digit number with its century', () => {
    expect(numbers('121212+1212^^^SKV').persons[0]!.identifiers[0]!.value).toBe('191212121212');
    expect(numbers('610973-2393^^^SKV').persons[0]!.identifiers[0]!.value).toBe('196109732393');
  });
  it('a failed check digit is a warning', () => {
    expect(numbers('191212121213^^^SKV')).toMatchObject({ status: 'stored', warnings: ['identity-number-check'] });
  });
  it('a number of an unmapped domain counts within its source', () => {
    expect(numbers('A7^^^OKÄND').persons[0]!.identifiers).toEqual([{ authority: 'hsh-adt:OKÄND', value: 'A7' }]);
  });
});
