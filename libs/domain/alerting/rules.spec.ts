import { causeOf } from '../causes/cause.ts';
import { demoAlertPolicy, placementPolicy } from '../policy/shipped.fixture.ts';
import { hoursIn, Scene } from './scene.fixture.ts';

const onward = { targets: ['special-housing' as const], place: 'ekbacken:1' };

describe('shortage of short-term places', () => {
  it('speaks when more wait than there are free places, names them longest first, and says since when', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 2).waits('anna', 1).waits('bo', 3);
    scene.passTo(4);
    const alert = scene.alert('short-term-shortage')!;
    expect(alert).toMatchObject({
      count: 2,
      free: 0,
      places: 2,
      journeys: ['anna', 'bo'],
      since: hoursIn(1),
      oldestSince: hoursIn(1),
      municipality: '1382',
    });
    expect(alert.cause.chain).toMatchObject([{ kind: 'short-term', state: 'shut', root: true, waiting: 2 }]);
  });

  it('says nothing while a free place suits each who waits, and speaks when it suits nobody', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).frees('ekbacken:1', 0).waits('anna', 1);
    expect(scene.passTo(4).open()).toEqual([]);
    scene.waits('anna', 1, { needs: ['lift'] }, 5).passTo(6);
    expect(scene.alert('short-term-shortage')).toMatchObject({ count: 1, free: 0, cause: { chain: [{ free: 1, state: 'shut' }] } });
  });

  it('says nothing where no places are known: that is ignorance, not shortage', () => {
    expect(new Scene().waits('anna', 1).passTo(10).alert('short-term-shortage')).toBeNull();
  });

  it('counts the room a unit reports when it has no registered places', () => {
    const scene = new Scene().reportingUnit('solglantan', 'short-term', 10, 9).waits('anna', 1).waits('bo', 2).passTo(3);
    expect(scene.alert('short-term-shortage')).toMatchObject({ count: 2, free: 1, places: 10 });
  });

  it('does not claim to be older than the last place that changed hands', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).frees('ekbacken:1', 0).waits('anna', 1).takes('ekbacken:1', 5).passTo(6);
    expect(scene.alert('short-term-shortage')!.since).toBe(hoursIn(5));
  });

  it.each([
    [1, 1, 1],
    [2, 1, 2],
    [1, 30, 2],
    [4, 1, 3],
    [1, 80, 3],
    [8, 1, 4],
  ])('%i without a place, oldest %i h: severity %i', (people, hours, severity) => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1);
    for (let i = 0; i < people; i++) scene.waits(`p${i}`, 0);
    expect(scene.passTo(hours).alert('short-term-shortage')!.severity).toBe(severity);
  });

  it('looks through to the root: residents who are ready wait for special housing, and one place there lets one patient leave hospital', () => {
    const scene = new Scene()
      .unit('ekbacken', 'short-term', 2)
      .unit('hamnvakten', 'special-housing', 5)
      .closes('hamnvakten:1', -500, '2026-11-24');
    scene.waits('eva', -40, onward).waits('anna', 1).waits('bo', 3).passTo(4);
    const alert = scene.alert('short-term-shortage')!;
    expect(alert.cause.chain).toMatchObject([
      { kind: 'short-term', root: false, waiting: 2 },
      { kind: 'special-housing', root: true, state: 'part', closed: 1, waiting: 1, opensAt: '2026-11-23T23:00:00.000Z' },
    ]);
    expect(alert.clears).toMatchObject([
      { action: 'free-places', kind: 'short-term', places: 2, people: 2 },
      { action: 'reopen-closed', kind: 'special-housing', unitId: 'hamnvakten', places: 1, people: 1 },
      { action: 'free-places', kind: 'special-housing', places: 1, people: 1 },
    ]);
    expect(alert).toMatchObject({ nextStep: 'call-units-about-closed', owner: { role: 'unit', organisation: 'hamnvakten' } });
  });

  it('shows the chain that the queue shows for each of those held up, needs and all', () => {
    const scene = new Scene()
      .unit('ekbacken', 'short-term', 2)
      .unit('hamnvakten', 'special-housing', 2)
      .unit('strandbo', 'special-housing', 2, { features: ['dementia'] })
      .frees('hamnvakten:1', -10);
    scene
      .waits('eva', -40, { ...onward, needs: ['dementia'] })
      .waits('anna', 1)
      .passTo(4);
    const alert = scene.alert('short-term-shortage')!;
    const { situation } = scene.desk.state;
    const cause = causeOf(situation.journeys.get('anna')!.wait!, situation, Date.parse(hoursIn(4)), placementPolicy);
    expect(alert.cause.chain).toEqual(cause.chain);
    expect(alert.cause.chain[1]).toMatchObject({ kind: 'special-housing', needs: ['dementia'], places: 2, free: 0, root: true });
    expect(alert.clears).toContainEqual(
      expect.objectContaining({ action: 'free-places', kind: 'special-housing', needs: ['dementia'], people: 1 }),
    );
  });

  it('deals the free places out in the order that placement gives them', () => {
    // One place: whoever waits in hospital goes before a longer wait in short-term care, so the one held up in hospital could move.
    const scene = new Scene().unit('ekbacken', 'short-term', 1).unit('hamnvakten', 'special-housing', 1).frees('hamnvakten:1', -100);
    scene
      .waits('eva', -40, onward)
      .waits('anna', 1, { targets: ['short-term', 'special-housing'] })
      .passTo(4);
    expect(scene.open()).toEqual([]);
  });

  it('proposes moving the ready onward when a place stands free for them', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 2).unit('hamnvakten', 'special-housing', 5).frees('hamnvakten:2', -1);
    scene.waits('eva', -40, onward).waits('anna', 1).passTo(4);
    expect(scene.alert('short-term-shortage')).toMatchObject({
      nextStep: 'move-ready-onward',
      clears: [{ action: 'move-onward', people: 1, places: 1 }],
    });
  });
});

describe('shortage ahead', () => {
  const leavesAt = (hour: number) => ({ expectedDischargeAt: hoursIn(hour) });

  it('subtracts estimated discharges from free and expected places, and says when they run out', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 3).frees('ekbacken:1', 0);
    scene.place('ekbacken:2', { expectedFreeAt: hoursIn(30) }, 0);
    scene.admitted('anna', 0, leavesAt(10)).admitted('bo', 0, leavesAt(20)).admitted('carl', 0, leavesAt(25)).passTo(1);
    expect(scene.alert('short-term-shortage-ahead')).toMatchObject({
      count: 2,
      journeys: ['bo', 'carl'],
      expectedAt: hoursIn(20),
      free: 1,
    });
  });

  it('is quiet when a vacancy comes in time', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1);
    scene
      .place('ekbacken:1', { expectedFreeAt: hoursIn(9) }, 0)
      .admitted('anna', 0, leavesAt(10))
      .passTo(5);
    expect(scene.open()).toEqual([]);
  });

  it('does not look past the horizon, and speaks when time brings the estimate within it', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).admitted('anna', 0, leavesAt(72)).passTo(23);
    expect(scene.open()).toEqual([]);
    expect(scene.passTo(25).alert('short-term-shortage-ahead')).toMatchObject({ count: 1, expectedAt: hoursIn(72) });
  });

  it('gives way to the alert about now', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).admitted('anna', 0, leavesAt(10)).admitted('bo', 0, leavesAt(12)).passTo(1);
    scene.waits('anna', 2).passTo(5);
    expect(scene.open().map((a) => a.rule)).toEqual(['short-term-shortage']);
  });
});

describe('wait over the limit', () => {
  it('speaks at the moment the first wait passes 72 hours, without any event', () => {
    const scene = new Scene().waits('anna', 0).waits('bo', 10).passTo(80);
    expect(scene.alert('wait-over-limit')).toMatchObject({ count: 1, since: hoursIn(72), raisedAt: hoursIn(72), journeys: ['anna'] });
    expect(scene.passTo(82).alert('wait-over-limit')).toMatchObject({ count: 2, changes: 1, changedAt: hoursIn(82) });
  });

  it('says what each could do: those who only lack a discharge, and those who lack a place', () => {
    const scene = new Scene()
      .unit('ekbacken', 'short-term', 1)
      .waits('anna', 0)
      .waits('bo', 1, { targets: ['home'] });
    scene
      .isHeldUpBy('anna', { kind: 'capacity', gate: 'no-place' }, 2)
      .isHeldUpBy('bo', { kind: 'process', gate: 'home-ready-item-missing' }, 2)
      .passTo(75);
    const alert = scene.alert('wait-over-limit')!;
    expect(alert.clears).toMatchObject([
      { action: 'decide-discharge', people: 1, owner: { role: 'ward', organisation: 'HSV-AVD1' } },
      { action: 'free-places', kind: 'short-term', places: 1, people: 1 },
    ]);
    expect(alert).toMatchObject({ nextStep: 'decide-discharge', owner: { role: 'ward' } });
  });

  it('gathers patients of no known municipality too, so that none is forgotten', () => {
    const scene = new Scene().waits('anna', 0, { municipality: '' }).passTo(80);
    expect(scene.alert('wait-over-limit')).toMatchObject({ municipality: null, count: 1 });
  });
});

describe('silent source', () => {
  it('speaks when the source has not been heard within its limit, and closes when it is heard again', () => {
    const scene = new Scene().admitted('anna', 0).heard('adt-hsv', 0).passTo(0.9);
    expect(scene.open()).toEqual([]);
    expect(scene.passTo(1.5).alert('source-silent')).toMatchObject({
      sourceId: 'adt-hsv',
      count: 1,
      since: hoursIn(0),
      raisedAt: hoursIn(1),
      nextStep: 'check-source',
    });
    scene.heard('adt-hsv', 2).passTo(2.5);
    expect(scene.types('source-silent')).toEqual(['AlertRaised', 'AlertEscalated', 'AlertResolved']);
  });

  it('holds back queue alerts that rest on its site alone, and lets them out when it is heard', () => {
    const scene = new Scene().heard('adt-hsv', 0).waits('anna', -60).passTo(30);
    expect(scene.alert('wait-over-limit')).toBeNull();
    scene.heard('adt-hsv', 31).passTo(32);
    expect(scene.alert('wait-over-limit')).toMatchObject({ count: 1 });
  });

  it('does not hold back those that would stand without its site', () => {
    const scene = new Scene().heard('adt-hsv', 0).waits('anna', -60).waits('bo', -60, { facility: 'HSH' }).passTo(30);
    expect(scene.alert('wait-over-limit')).toMatchObject({ count: 2 });
  });
});

describe('a policy that changes', () => {
  const patient = {
    ...demoAlertPolicy,
    rules: { ...demoAlertPolicy.rules, 'short-term-shortage': { ...demoAlertPolicy.rules['short-term-shortage'], forSeconds: 6 * 3600 } },
  };
  const raisedAt = (scene: Scene) => scene.alert('short-term-shortage')?.raisedAt;
  const live = (policyAt: (at: string) => typeof patient) => new Scene(policyAt).unit('ekbacken', 'short-term', 1).waits('anna', 1);

  it('holds from its own moment on: what fell due before is judged by what held then, however late it is looked at', () => {
    const changesAt = (hours: number) => (at: string) => (at < hoursIn(hours) ? demoAlertPolicy : patient);
    expect(raisedAt(live(changesAt(3)).passTo(48))).toBe(new Date(Date.parse(hoursIn(1)) + 30_000).toISOString());
    expect(raisedAt(live(changesAt(0.5)).passTo(48))).toBe(hoursIn(7));
  });
});
