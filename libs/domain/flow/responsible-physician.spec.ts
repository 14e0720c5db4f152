import { foldPatient } from './fold/fold.ts';
import { instant, patient } from './fold/storyteller.ts';
import { shippedPolicy } from '../policy/shipped.fixture.ts';
import { physicianSummary, physicianText, responsiblePhysician } from './responsible-physician.ts';

const { care } = shippedPolicy;
const p = patient();
const journey = foldPatient([
  p.admitted('11-02 14:20'),
  p.ready('11-06 06:05'),
  p.discharged('11-10 11:00', 'short-term'),
  p.movesIn('11-10 13:00'),
]).journeys[0]!;
const on = (when: string, j = journey) => responsiblePhysician(j, Date.parse(instant(when)), care);

describe('the responsible physician', () => {
  it('is the clinic in hospital, and the physician on call outside office hours', () => {
    expect(on('11-03 10:00')).toEqual({ role: 'hospital-clinic', until: instant('11-03 16:00'), next: 'hospital-on-call' });
    expect(on('11-03 18:00')).toEqual({ role: 'hospital-on-call', until: instant('11-04 07:00'), next: 'hospital-clinic' });
    expect(on('11-04 05:00')?.until).toBe(instant('11-04 07:00'));
  });

  it('on a Saturday is on call until Monday at eight', () => {
    expect(on('11-07 08:05')).toEqual({ role: 'hospital-on-call', until: instant('11-09 07:00'), next: 'hospital-clinic' });
  });

  it('stays the hospital’s until the short-term home has taken over', () => {
    expect(on('11-10 12:00')?.role).toBe('hospital-clinic');
    expect(on('11-10 13:00')?.role).toBe('home-care-physicians');
    expect(on('11-10 20:00')?.role).toBe('general-practitioner-on-call');
  });

  it('at home is the health centre, and nobody of ours before admission or after the end', () => {
    const home = foldPatient([p.admitted('11-02 14:20'), p.discharged('11-05 11:00', 'home')]).journeys[0]!;
    expect(on('11-09 10:00', home)?.role).toBe('listed-health-centre');
    expect(on('11-01 10:00', home)).toBeNull();
    const died = foldPatient([p.admitted('11-02 14:20'), p.died('11-05 11:00')]).journeys[0]!;
    expect(on('11-09 10:00', died)).toBeNull();
  });

  it('knows the holidays: from Midsummer Eve to Monday', () => {
    const midsummer = foldPatient([p.admitted('06-15 14:20')]).journeys[0]!;
    expect(on('06-19 10:00', midsummer)).toMatchObject({ role: 'hospital-on-call', until: instant('06-22 06:00') });
  });

  it('can be asked of another table, and says nothing where none is valid', () => {
    const [table] = care;
    const early = [{ ...table!, officeHours: { from: 7, to: 12 } }];
    expect(responsiblePhysician(journey, Date.parse(instant('11-03 12:00')), early)?.role).toBe('hospital-on-call');
    expect(responsiblePhysician(journey, Date.parse(instant('11-03 12:00')), [{ ...table!, validFrom: '2027-01-01' }])).toBeNull();
  });

  it('has words', () => {
    expect(physicianText('home-care-physicians', Date.parse(instant('11-07 10:00')), 'sv', care)).toBe('Läkarmedverkan i hemsjukvården');
    expect(physicianSummary('short-term', 'sv', Date.parse(instant('11-07 10:00')), care)).toBe(
      'Läkarmedverkan i hemsjukvården. Övrig tid: Allmänmedicinsk beredskapsjour',
    );
  });
});
