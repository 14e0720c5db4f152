import { simulateHistory } from '../history/history.ts';
import { storyVisit } from '../history/staging.ts';
import { halland90 } from '../parameters.ts';
import { registerAfter, wayHome, wayToReady } from './hospital-register.ts';

const quick = { ...halland90, days: 30, warmUpDays: 10 };
const items = simulateHistory({ seed: 'register', now: new Date('2026-11-24T09:00:00Z'), parameters: quick });
const register = registerAfter(items, 'register', quick);

describe('the hospitals own record at the end of a history', () => {
  it('holds those in bed, as many as the stays of 23 admissions a day make', () => {
    expect(register.patients.length).toBeGreaterThan(120);
    expect(register.patients.length).toBeLessThan(320);
    const discharged = new Set(
      items.flatMap((i) =>
        i.kind === 'fact' && i.event.type.includes('PatientDischarged') ? [(i.event.data['visit'] as { value: string }).value] : [],
      ),
    );
    expect(register.patients.filter((p) => discharged.has(p.visit.value))).toEqual([]);
  });

  it('plans for everybody but those who wait for a place, and leaves Sigrid to the story', () => {
    const story = register.patients.find((p) => p.visit.value === storyVisit.value)!;
    expect([story.person.given, story.readyAt, story.plan]).toEqual(['Sigrid', null, []]);
    for (const patient of register.patients.filter((p) => p !== story)) {
      const waitsForPlace = patient.readyAt !== null && patient.need !== 'home-with-care';
      expect({ visit: patient.visit.value, planned: patient.plan.length > 0 }).toEqual({
        visit: patient.visit.value,
        planned: !waitsForPlace,
      });
    }
  });

  it('survives being written down and read again', () => {
    expect(JSON.parse(JSON.stringify(register))).toEqual(register);
  });

  it('leads to ready by notice, planning and assessment, and home by five things that must be done', () => {
    const times = wayToReady(100).map((p) => p.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(wayToReady(100, new Set(['AdmissionNoticeSent'])).map((p) => p.act)).not.toContain('notice');
    expect(wayHome(100).at(-1)).toEqual({ at: 100, act: 'discharge-home' });
    expect(wayHome(100)).toHaveLength(6);
  });
});
