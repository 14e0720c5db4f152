import { foldPatient } from './fold.ts';
import type { FlowFact, JourneyFold } from './flow-fact.ts';
import { instant, merged, patient } from './storyteller.ts';

const only = (facts: FlowFact[]): JourneyFold => {
  const { journeys } = foldPatient(facts);
  expect(journeys).toHaveLength(1);
  return journeys[0]!;
};
const codes = (facts: FlowFact[]) => foldPatient(facts).contradictions.map((c) => c.code);
const p = patient();

describe('a stay in hospital', () => {
  it('goes from admitted over planning to discharge-ready', () => {
    const admitted = [p.admitted('11-12 14:20'), p.stated('11-12 14:20', '1382')];
    expect(only(admitted)).toMatchObject({ state: 'admitted', facility: 'HSV', municipality: '1382', admittedAt: instant('11-12 14:20') });
    const planned = [...admitted, p.noticeSent('11-12 16:40'), p.basisCompleted('11-13 09:30')];
    expect(only(planned)).toMatchObject({ state: 'planning', track: 'red', noticeSentAt: instant('11-12 16:40') });
    const ready = only([...planned, p.ready('11-17 06:05', 'short-term', 'special-housing')]);
    expect(ready).toMatchObject({ state: 'discharge-ready', targets: ['short-term', 'special-housing'] });
    expect(ready.waits).toMatchObject([{ from: instant('11-17 06:05'), to: null, legKind: 'inpatient', municipality: '1382' }]);
  });

  it('takes a second A01 as an update of the ward, not as a second stay', () => {
    const facts = [p.admitted('11-12 14:20'), p.admitted('11-12 14:25', 'AVD5')];
    expect(only(facts).legs).toMatchObject([{ unitId: 'AVD5', startedAt: instant('11-12 14:20') }]);
    expect(codes(facts)).toEqual(['admitted-twice']);
  });

  it('opens when an emergency visit becomes inpatient, and says nothing of those that do not', () => {
    const emergency = [p.admitted('11-12 14:20', 'AKUT', 'emergency'), p.transferred('11-12 15:00', 'AKUT2'), p.discharged('11-12 19:00')];
    expect(foldPatient(emergency)).toMatchObject({ journeys: [], contradictions: [] });
    expect(only([emergency[0]!, p.classChanged('11-12 18:00', 'inpatient')])).toMatchObject({
      state: 'admitted',
      admittedAt: instant('11-12 18:00'),
    });
  });

  it('is voided with its history when it turns out to have been outpatient', () => {
    const journey = only([p.admitted('11-12 14:20'), p.ready('11-13 10:00'), p.classChanged('11-13 12:00', 'outpatient')]);
    expect(journey).toMatchObject({ state: 'closed', marks: ['cancelled'], waits: [{ endedBy: 'cancelled' }] });
  });

  it('knows a planned admission, its cancellation, and the real one after it', () => {
    const planned = [p.planned('11-02 09:00')];
    expect(only(planned)).toMatchObject({ state: 'expected', legs: [] });
    const cancelled = [...planned, p.planCancelled('11-03 09:00')];
    expect(only(cancelled)).toMatchObject({ state: 'closed', marks: ['cancelled'] });
    expect(only([...cancelled, p.admitted('11-12 14:20')])).toMatchObject({ state: 'admitted', marks: [] });
  });

  it('is voided by a cancelled admission, and opens again when admitted anew', () => {
    const voided = [p.admitted('11-12 14:20'), p.admissionCancelled('11-12 15:00')];
    expect(only(voided)).toMatchObject({ state: 'closed', marks: ['cancelled'] });
    const again = only([...voided, p.admitted('11-12 16:00')]);
    expect(again).toMatchObject({ state: 'admitted', marks: [], admittedAt: instant('11-12 16:00') });
  });
});

describe('transfers', () => {
  it('change the ward within the same leg', () => {
    const journey = only([p.admitted('11-12 14:20'), p.transferred('11-13 08:00', 'AVD5')]);
    expect(journey.legs).toMatchObject([{ unitId: 'AVD5', startedAt: instant('11-12 14:20'), endedAt: null }]);
  });

  it('go back one step when cancelled, and only one when the cancellation comes twice', () => {
    const facts = [
      p.admitted('11-12 14:20'),
      p.transferred('11-13 08:00', 'AVD4'),
      p.transferred('11-14 08:00', 'AVD5'),
      p.transferCancelled('11-14 09:00', 'AVD4'),
    ];
    expect(only(facts).legs[0]!.unitId).toBe('AVD4');
    const twice = [...facts, p.transferCancelled('11-14 09:01', 'AVD4')];
    expect(only(twice).legs[0]!.unitId).toBe('AVD4');
    expect(codes(twice)).toEqual(['transfer-cancelled-twice']);
  });

  it('believe an A12 whose A02 was lost: the patient is where it says', () => {
    const journey = only([p.admitted('11-12 14:20'), p.transferCancelled('11-13 09:00', 'AVD7')]);
    expect(journey).toMatchObject({ legs: [{ unitId: 'AVD7' }], gaps: ['transfer-cancelled-without-transfer'] });
  });

  it('imply the stay whose A01 was lost, and forget the gap when it turns up', () => {
    const lost = [p.transferred('11-13 08:00', 'AVD5')];
    expect(only(lost)).toMatchObject({ state: 'admitted', admittedAt: null, gaps: ['transfer-without-admission'] });
    expect(only([...lost, p.admitted('11-12 14:20')])).toMatchObject({
      admittedAt: instant('11-12 14:20'),
      gaps: [],
      legs: [{ unitId: 'AVD5' }],
    });
  });
});

describe('leave', () => {
  const out = [p.admitted('11-12 14:20'), p.leaves('11-14 10:00')];
  it('stands beside the state, until the patient is back or the leave is cancelled', () => {
    expect(only(out)).toMatchObject({ state: 'admitted', marks: ['on-leave'] });
    expect(only([...out, p.returns('11-15 18:00')]).marks).toEqual([]);
    expect(only([...out, p.leaveCancelled('11-14 10:30')]).marks).toEqual([]);
    expect(only([...out, p.returns('11-15 18:00'), p.returnCancelled('11-15 18:05')]).marks).toEqual(['on-leave']);
  });

  it('notes an A22 without an A21', () => {
    const facts = [p.admitted('11-12 14:20'), p.returns('11-15 18:00')];
    expect(only(facts)).toMatchObject({ marks: [], gaps: ['leave-ended-without-leave'] });
    expect(codes(facts)).toEqual(['leave-ended-without-leave']);
  });
});

describe('the expected discharge', () => {
  it('counts how often it moved, over a cleared date too, and ignores a repeat', () => {
    const facts = [
      p.admitted('11-12 14:20'),
      p.expected('11-12 15:00', '11-18 10:00'),
      p.expected('11-13 15:00', '11-18 10:00'),
      p.expected('11-14 15:00', '11-19 10:00'),
      p.expectedCleared('11-15 08:00'),
    ];
    expect(only(facts)).toMatchObject({ expectedDischargeAt: null, expectedDischargeMoves: 1 });
    expect(only([...facts, p.expected('11-15 09:00', '11-21 10:00')])).toMatchObject({
      expectedDischargeAt: instant('11-21 10:00'),
      expectedDischargeMoves: 2,
    });
  });

  it('never goes back to an older statement that comes late', () => {
    const newer = p.expected('11-14 15:00', '11-19 10:00');
    expect(only([newer, p.admitted('11-12 14:20'), p.expected('11-13 15:00', '11-18 10:00')]).expectedDischargeAt).toBe(
      instant('11-19 10:00'),
    );
  });
});

describe('readiness', () => {
  it('opens a new interval each time it is declared after having been withdrawn', () => {
    const facts = [p.admitted('11-12 14:20'), p.ready('11-16 09:00'), p.notReady('11-17 09:00'), p.ready('11-19 13:00')];
    expect(only(facts).waits).toMatchObject([
      { from: instant('11-16 09:00'), to: instant('11-17 09:00'), endedBy: 'withdrawn' },
      { from: instant('11-19 13:00'), to: null },
    ]);
    expect(only(facts.slice(0, 3))).toMatchObject({ state: 'admitted' });
  });

  it('said again changes the target and not since when', () => {
    const journey = only([p.admitted('11-12 14:20'), p.ready('11-16 09:00'), p.ready('11-17 09:00', 'special-housing')]);
    expect(journey.waits).toMatchObject([{ from: instant('11-16 09:00'), targets: ['special-housing'], to: null }]);
  });

  it('follows the need the municipality has judged', () => {
    const journey = only([p.admitted('11-12 14:20'), p.ready('11-16 09:00'), p.assessed('11-16 15:00', 'home-with-care')]);
    expect(journey).toMatchObject({
      targets: ['home-with-care'],
      assessedAt: instant('11-16 15:00'),
      waits: [{ targets: ['home-with-care'] }],
    });
  });
});

describe('discharge', () => {
  const ready = [p.admitted('11-12 14:20'), p.ready('11-17 06:05')];

  it('to the own home settles the patient', () => {
    const journey = only([...ready, p.discharged('11-20 11:00', 'home-with-care')]);
    expect(journey).toMatchObject({
      state: 'settled',
      endedAt: instant('11-20 11:00'),
      waits: [{ to: instant('11-20 11:00'), endedBy: 'moved' }],
    });
    expect(journey.legs.map((leg) => [leg.kind, leg.endedAt])).toEqual([
      ['inpatient', instant('11-20 11:00')],
      ['home-with-care', null],
    ]);
  });

  it('to a short-term home is in transfer until the place is occupied', () => {
    const left = [...ready, p.discharged('11-20 11:00', 'short-term')];
    expect(only(left)).toMatchObject({ state: 'in-transfer', dischargedTo: { kind: 'short-term' } });
    expect(only([...left, p.movesIn('11-20 13:00')])).toMatchObject({
      state: 'intermediate',
      legs: [{ endedAt: instant('11-20 11:00') }, { kind: 'short-term', placeId: 'kobo-1382-ekbacken:1', endedAt: null }],
    });
  });

  it('is the same whichever of A03 and A01 arrives first', () => {
    const [a01, , a03] = [...ready, p.discharged('11-20 11:00')];
    expect(foldPatient([a03!, a01!])).toEqual(foldPatient([a01!, a03!]));
    expect(only([a03!])).toMatchObject({ gaps: ['discharge-without-admission'], admittedAt: null, state: 'settled' });
  });

  it('cancelled reopens the stay and the wait as if it had never been', () => {
    const facts = [...ready, p.discharged('11-20 11:00'), p.dischargeCancelled('11-20 12:00')];
    expect(only(facts)).toMatchObject({ state: 'discharge-ready', dischargedTo: null, endedAt: null, waits: [{ to: null }] });
    expect(only(facts)).toEqual(only(ready));
  });

  it('cancelled stays cancelled when a late copy of the discharge arrives', () => {
    const late = patient({ copy: 1 }).discharged('11-20 11:00');
    expect(only([...ready, p.dischargeCancelled('11-20 12:00'), late])).toMatchObject({ state: 'discharge-ready' });
    expect(only([...ready, p.discharged('11-20 11:00'), p.dischargeCancelled('11-20 11:00'), late]).state).toBe('discharge-ready');
  });

  it('after a cancelled one counts', () => {
    const facts = [...ready, p.discharged('11-20 11:00'), p.dischargeCancelled('11-20 12:00'), p.discharged('11-22 10:00', 'home')];
    expect(only(facts)).toMatchObject({ state: 'settled', endedAt: instant('11-22 10:00') });
  });

  it('without a destination goes where the patient was declared ready for, and says that this is assumed', () => {
    expect(only([...ready, p.discharged('11-20 11:00', null)])).toMatchObject({ state: 'in-transfer', gaps: ['destination-assumed'] });
    expect(only([p.admitted('11-12 14:20'), p.discharged('11-20 11:00', null)])).toMatchObject({
      state: 'closed',
      gaps: ['destination-unknown'],
    });
  });

  it('told after the patient has moved in fills in what the place could not know', () => {
    const early = [...ready, p.movesIn('11-20 10:00')];
    expect(only(early)).toMatchObject({ state: 'intermediate', gaps: ['moved-in-without-discharge'] });
    expect(only([...early, p.discharged('11-20 11:30', 'short-term')])).toMatchObject({
      state: 'intermediate',
      gaps: [],
      dischargedTo: { at: instant('11-20 11:30') },
    });
  });

  it('of a patient who died ends everything', () => {
    const journey = only([...ready, p.discharged('11-20 11:00', null, true)]);
    expect(journey).toMatchObject({ state: 'closed', marks: ['deceased'], waits: [{ endedBy: 'died' }] });
  });
});

describe('the way onward', () => {
  const inShortTerm = [
    p.admitted('11-02 14:20'),
    p.ready('11-06 06:05'),
    p.discharged('11-08 11:00', 'short-term'),
    p.movesIn('11-08 13:00'),
  ];
  const waiting = [...inShortTerm, p.onward('11-12 10:00', 'special-housing')];

  it('has a wait of its own in short-term housing', () => {
    const journey = only(waiting);
    expect(journey.state).toBe('intermediate');
    expect(journey.waits.at(-1)).toMatchObject({
      legKind: 'short-term',
      targets: ['special-housing'],
      from: instant('11-12 10:00'),
      to: null,
    });
    expect(only([...waiting, p.onwardWithdrawn('11-13 10:00')]).waits.at(-1)).toMatchObject({ endedBy: 'withdrawn' });
  });

  it('ends in special housing, whichever of moving out and moving in is told first', () => {
    const moved = [p.movesOut('11-20 10:00'), p.movesIn('11-20 10:00', 'sabo-1382-hamnvakten:3', 'special-housing')];
    const journey = only([...waiting, ...moved]);
    expect(journey).toMatchObject({ state: 'settled', endedAt: instant('11-20 10:00'), gaps: [] });
    expect(journey.legs.map((leg) => leg.kind)).toEqual(['inpatient', 'short-term', 'special-housing']);
  });

  it('ends at home, said or understood from the onward need', () => {
    expect(only([...inShortTerm, p.atHome('11-14 10:00')])).toMatchObject({ state: 'settled', gaps: [] });
    const understood = only([...inShortTerm, p.onward('11-12 10:00', 'home-with-care'), p.movesOut('11-14 10:00')]);
    expect(understood).toMatchObject({ state: 'settled', gaps: ['destination-assumed'] });
  });

  it('is unknown when the patient left and nobody says where to, until somebody does', () => {
    const left = [...inShortTerm, p.movesOut('11-14 10:00')];
    expect(only(left)).toMatchObject({ state: 'closed', gaps: ['left-place-without-destination'] });
    expect(only([...left, p.movesIn('11-14 12:00', 'kobo-1382-solglantan:2')])).toMatchObject({ state: 'intermediate', gaps: [] });
  });

  it('is over when the patient dies or leaves the region', () => {
    expect(only([...waiting, p.died('11-15 03:00')])).toMatchObject({
      state: 'closed',
      marks: ['deceased'],
      endedAt: instant('11-15 03:00'),
    });
    expect(only([...waiting, p.closed('11-15 03:00')])).toMatchObject({ state: 'closed', waits: [{}, { endedBy: 'closed' }] });
  });
});

describe('coming back', () => {
  const second = patient({ visitId: 'v-2' });
  const first = [p.admitted('10-01 08:00'), p.discharged('10-05 11:00')];

  it('within 30 days is a new journey linked to the old', () => {
    const { journeys } = foldPatient([...first, second.admitted('11-04 11:00')]);
    expect(journeys[1]).toMatchObject({ marks: ['readmitted'], readmissionOf: 'j-1' });
    expect(foldPatient([...first, second.admitted('11-04 11:01')]).journeys[1]).toMatchObject({ marks: [], readmissionOf: null });
  });

  it('while still in a short-term home interrupts the old journey', () => {
    const inShortTerm = [
      p.admitted('11-01 08:00'),
      p.discharged('11-05 11:00', 'short-term'),
      p.movesIn('11-05 12:00'),
      p.onward('11-07 12:00', 'special-housing'),
    ];
    const { journeys } = foldPatient([...inShortTerm, second.admitted('11-09 02:00')]);
    expect(journeys[0]).toMatchObject({
      state: 'closed',
      marks: ['interrupted'],
      endedAt: instant('11-09 02:00'),
      waits: [{ to: instant('11-09 02:00') }],
    });
    expect(journeys[1]).toMatchObject({ state: 'admitted', readmissionOf: 'j-1' });
  });

  it('shows that a discharge was never told, and heals when it is', () => {
    const facts = [p.admitted('11-01 08:00'), second.admitted('11-09 02:00')];
    expect(foldPatient(facts).journeys[0]).toMatchObject({ state: 'closed', gaps: ['discharge-missing'] });
    expect(foldPatient([...facts, p.discharged('11-04 10:00')]).journeys[0]).toMatchObject({ state: 'settled', gaps: [], marks: [] });
  });
});

describe('who is who', () => {
  it('follows a visit through new numbers, in any order, back to its first', () => {
    const late = patient({ visitId: 'v-3' });
    const facts = [
      p.admitted('11-12 14:20'),
      p.renumbered('11-13 08:00', 'v-1', 'v-2'),
      p.renumbered('11-14 08:00', 'v-2', 'v-3'),
      late.ready('11-15 08:00'),
    ];
    expect(only(facts)).toMatchObject({ journeyId: 'j-1', state: 'discharge-ready' });
    expect([...foldPatient(facts).aliases]).toEqual(
      expect.arrayContaining([
        ['j-2', 'j-1'],
        ['j-3', 'j-1'],
      ]),
    );
    expect(only(facts.toReversed()).journeyId).toBe('j-1');
  });

  it('leads what is said of a journey under its later number to the journey', () => {
    const late = patient({ visitId: 'v-2' });
    const facts = [p.admitted('11-12 14:20'), p.renumbered('11-13 08:00', 'v-1', 'v-2'), late.noticeSent('11-13 09:00')];
    expect(only(facts).noticeSentAt).toBe(instant('11-13 09:00'));
  });

  it('survives numbers that go in a circle', () => {
    const facts = [p.admitted('11-12 14:20'), p.renumbered('11-13 08:00', 'v-1', 'v-2'), p.renumbered('11-14 08:00', 'v-2', 'v-1')];
    expect(only(facts).journeyId).toBe('j-1');
  });

  it('gives the survivor of a merge all stays, however the merges are told', () => {
    const other = patient({ patientId: 'p2', visitId: 'v-2' });
    const stays = [p.admitted('10-01 08:00'), p.discharged('10-05 11:00'), other.admitted('10-20 08:00')];
    const { journeys } = foldPatient([merged('11-01 08:00', 'p1', 'p2'), ...stays, merged('11-02 08:00', 'p2', 'p3')]);
    expect(journeys.map((j) => j.patientId)).toEqual(['p3', 'p3']);
    expect(journeys[1]!.readmissionOf).toBe('j-1');
  });

  it('survives a merge into oneself, and a circle of merges', () => {
    const facts = [
      p.admitted('11-12 14:20'),
      merged('11-13 08:00', 'p1', 'p1'),
      merged('11-13 09:00', 'p1', 'p2'),
      merged('11-13 10:00', 'p2', 'p1'),
    ];
    expect(only(facts).patientId).toBe('p2');
    expect(codes(facts)).toEqual(['merge-of-one-patient', 'merge-of-one-patient']);
  });

  it('moves a visit to the patient it turned out to be about', () => {
    expect(only([p.admitted('11-12 14:20'), p.moved('11-12 15:00', 'p9')]).patientId).toBe('p9');
  });

  it('finds the stay of a fact without a visit number by its time', () => {
    const unnumbered = patient({ visitId: null });
    const second = patient({ visitId: 'v-2' });
    const facts = [p.admitted('10-01 08:00'), p.discharged('10-05 11:00'), second.admitted('11-01 08:00'), unnumbered.ready('11-03 08:00')];
    expect(foldPatient(facts).journeys.map((j) => j.state)).toEqual(['settled', 'discharge-ready']);
  });

  it('counts stays of a source that never sends a visit number', () => {
    const u = patient({ visitId: null });
    const facts = [u.admitted('10-01 08:00'), u.discharged('10-05 11:00'), u.admitted('10-20 08:00'), u.transferred('10-21 08:00', 'AVD5')];
    const { journeys } = foldPatient(facts);
    expect(journeys.map((j) => j.state)).toEqual(['settled', 'admitted']);
    expect(journeys[1]!.readmissionOf).toBe(journeys[0]!.journeyId);
  });

  it('masks all stays of a person from the first hint of protected identity', () => {
    const second = patient({ visitId: 'v-2' });
    const { journeys } = foldPatient([
      p.admitted('10-01 08:00'),
      p.discharged('10-05 11:00'),
      second.admitted('11-01 08:00'),
      second.stated('11-01 09:00', null, true),
    ]);
    expect(journeys.map((j) => j.protectedIdentity)).toEqual([true, true]);
  });
});
