import { aPlace, at, click, ekbacken } from './examples.ts';
import { closePlace, registerPlace, registerUnit, reopenPlace, reportCapacity } from './register.ts';
import { holdPlace } from './holds.ts';
import { aRequest } from './examples.ts';
import { placementPolicy as defaultPolicy } from '../policy/shipped.fixture.ts';

describe('registering', () => {
  it('the same import twice says nothing the second time', () => {
    expect(registerUnit(ekbacken, null, click('06:00'))).toMatchObject({ ok: true, events: [{ type: 'UnitRegistered' }] });
    expect(registerUnit(ekbacken, ekbacken, click('06:00'))).toEqual({ ok: true, events: [] });
    const place = aPlace();
    expect(registerPlace(place, ekbacken, place, click('06:00'))).toEqual({ ok: true, events: [] });
  });

  it('a new name is a change of the same unit, and figures it reported are kept', () => {
    const known = { ...ekbacken, reported: { places: 18, occupied: 18, at: at('05:00') } };
    expect(registerUnit({ ...ekbacken, name: 'Nya Ekbacken' }, known, click('06:00'))).toMatchObject({
      events: [{ type: 'UnitChanged', data: { unit: { name: 'Nya Ekbacken', reported: known.reported, revision: 2 } } }],
    });
  });

  it('a place cannot move to another unit, nor change kind under who lives there', () => {
    expect(registerPlace(aPlace(), { ...ekbacken, unitId: 'other' }, aPlace(), click('06:00'))).toMatchObject({ code: 'invalid' });
    expect(registerPlace(aPlace(), { ...ekbacken, kind: 'hospice' }, aPlace({ status: 'occupied' }), click('06:00'))).toMatchObject({
      code: 'not-in-this-state',
    });
  });
});

describe('closing', () => {
  const closing = { reason: 'staffing', expectedEndOn: '2026-11-24' } as const;

  it('an occupied place closes once it is left: who lives there stays', () => {
    const decision = closePlace(aPlace({ status: 'occupied', journeyId: 'aino' }), closing, click('08:00'));
    expect(decision).toMatchObject({
      events: [
        { type: 'PlaceClosed', data: { place: { status: 'occupied', journeyId: 'aino', closure: { ...closing, since: at('08:00') } } } },
      ],
    });
  });

  it('said again it changes reason and end but not since when; the same words change nothing', () => {
    const closed = aPlace({ closure: { ...closing, since: at('08:00') } });
    expect(closePlace(closed, closing, click('09:00'))).toEqual({ ok: true, events: [] });
    expect(closePlace(closed, { reason: 'infection', expectedEndOn: null }, click('09:00'))).toMatchObject({
      events: [{ data: { place: { closure: { reason: 'infection', since: at('08:00'), expectedEndOn: null } } } }],
    });
  });

  it('cannot end before it began', () => {
    expect(closePlace(aPlace(), { ...closing, expectedEndOn: '2026-11-20' }, click('08:00'))).toMatchObject({ code: 'invalid' });
  });

  it('nobody can be given a closed place until it is open again', () => {
    const closed = aPlace({ closure: { ...closing, since: at('08:00') } });
    expect(holdPlace({ request: aRequest(), place: closed, reserved: null }, defaultPolicy, click('09:00'))).toMatchObject({
      code: 'place-closed',
    });
    expect(reopenPlace(closed, click('09:00'))).toMatchObject({ events: [{ type: 'PlaceReopened', data: { place: { closure: null } } }] });
    expect(reopenPlace(aPlace(), click('09:00'))).toMatchObject({ code: 'not-in-this-state' });
  });
});

describe('reported figures', () => {
  it('carry their age, and more people than places is taken as said', () => {
    expect(reportCapacity(ekbacken, { places: 9, occupied: 10 }, click('07:12'))).toMatchObject({
      events: [{ type: 'CapacityReported', data: { unit: { reported: { places: 9, occupied: 10, at: at('07:12') }, revision: 2 } } }],
    });
  });

  it('an expected vacancy is an event of its own', () => {
    const expectedVacancies = [{ at: at('09:00', 24), places: 1 }];
    const decision = reportCapacity(ekbacken, { places: 18, occupied: 18, expectedVacancies }, click('07:00'));
    expect(decision).toMatchObject({
      events: [{ type: 'CapacityReported' }, { type: 'VacancyExpected', data: { unit: { expectedVacancies, revision: 3 } } }],
    });
  });
});
