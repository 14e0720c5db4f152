import * as fc from 'fast-check';
import type { AlertView } from '#contracts';
import { AlertView as AlertViewSchema } from '#contracts';
import { isOpen } from './alert-revision.ts';
import { decideAlert, type AlertCommand } from './commands.ts';
import { demoAlertPolicy } from '../policy/shipped.fixture.ts';
import { hoursIn, Scene } from './scene.fixture.ts';

const minutes = (n: number) => n / 60;
const short = () => new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0);

describe('an alert by itself', () => {
  it('is raised when the condition has held long enough, not before, and only once', () => {
    const scene = short();
    expect(scene.types()).toEqual([]);
    scene.passTo(minutes(0.4));
    expect(scene.types()).toEqual([]);
    scene.passTo(minutes(10)).passTo(minutes(20));
    expect(scene.types()).toEqual(['AlertRaised']);
    expect(scene.alert('short-term-shortage')).toMatchObject({
      since: hoursIn(0),
      raisedAt: hoursIn(minutes(0.5)),
      state: 'new',
      revision: 1,
    });
  });

  it('is raised at once when Sluss comes to know late that it has held for long', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0, {}, 5);
    expect(scene.alert('short-term-shortage')).toMatchObject({ since: hoursIn(0), raisedAt: hoursIn(5) });
  });

  it('is not raised for a shortage that passes at once', () => {
    const scene = short().movesAway('anna', minutes(0.3)).passTo(5);
    expect(scene.types()).toEqual([]);
  });

  it('changes when a reader would notice, and not when nothing he sees is different', () => {
    const scene = short().passTo(1);
    scene.waits('bo', 1.1).waits('bo', 1.1, {}, 1.2);
    expect(scene.types().slice(0, 3)).toEqual(['AlertRaised', 'AlertEscalated', 'AlertChanged']);
    expect(scene.alert('short-term-shortage')).toMatchObject({ count: 2, changes: 1, severity: 2 });
  });

  it('changes when a place becomes free that does not end the shortage: the figure and the advice are those of now', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 2).waits('anna', 0).waits('bo', 0).waits('carl', 0).passTo(0.1);
    expect(scene.alert('short-term-shortage')).toMatchObject({ count: 3, free: 0 });
    scene.frees('ekbacken:1', 0.2);
    const alert = scene.alert('short-term-shortage')!;
    expect(alert).toMatchObject({ count: 3, free: 1, changedAt: hoursIn(0.2) });
    expect(alert.clears[0]).toMatchObject({ action: 'free-places', people: 2 });
  });

  it('stays through a gap shorter than the keep time, and resolves by itself after it', () => {
    const scene = short().passTo(0.2);
    scene.frees('ekbacken:1', 0.2).takes('ekbacken:1', 0.21).passTo(0.4);
    expect(scene.types()).toEqual(['AlertRaised']);
    scene.frees('ekbacken:1', 0.4).passTo(0.45);
    expect(scene.types()).toEqual(['AlertRaised', 'AlertResolved']);
    expect(scene.told.at(-1)!.alert).toMatchObject({ state: 'resolved', resolvedAt: hoursIn(0.4 + minutes(1)), escalatesAt: null });
  });

  it('comes back as another alert when the shortage comes back', () => {
    const scene = short().passTo(0.2).frees('ekbacken:1', 0.2).passTo(0.4).takes('ekbacken:1', 1).passTo(1.2);
    const ids = scene.told.filter((t) => t.type === 'AlertRaised').map((t) => t.alert.alertId);
    expect(new Set(ids).size).toBe(2);
  });

  it('escalates when nobody answers, twice at most', () => {
    const scene = short().passTo(12);
    expect(scene.types()).toEqual(['AlertRaised', 'AlertEscalated', 'AlertEscalated']);
    expect(scene.told[1]).toMatchObject({ at: hoursIn(minutes(30.5)) });
  });
});

describe('what people do with it', () => {
  const at = hoursIn(0.2);
  function act(scene: Scene, command: AlertCommand, when = at): AlertView {
    const alert = scene.alert('short-term-shortage')!;
    const decided = decideAlert(command, alert, when, 'user:chef', demoAlertPolicy);
    if ('refused' in decided) throw new Error(decided.refused);
    const after = decided.drafts.at(-1)?.alert ?? alert;
    scene.desk.state.open.set(after.fingerprint, after);
    scene.told.push(...scene.desk.judgeAgain({ kind: 'municipality', id: '1382' }, when));
    return after;
  }
  const raised = () => short().passTo(0.1);

  it('acknowledging stops the escalation, and lapses when nothing comes of it', () => {
    const scene = raised();
    expect(act(scene, { act: 'acknowledge' })).toMatchObject({ state: 'acknowledged', escalatesAt: null });
    scene.passTo(8);
    expect(scene.types()).toEqual(['AlertRaised']);
    scene.passTo(8.3);
    expect(scene.types()).toEqual(['AlertRaised', 'AlertUnacknowledged']);
    expect(scene.alert('short-term-shortage')).toMatchObject({ state: 'new' });
  });

  it('acknowledging twice is one line on the timeline', () => {
    const scene = raised();
    act(scene, { act: 'acknowledge' });
    expect(act(scene, { act: 'acknowledge' }).timeline.map((t) => t.type)).toEqual(['raised', 'acknowledged']);
  });

  it('snoozed, it wakes when the time is up', () => {
    const scene = raised();
    act(scene, { act: 'snooze', minutes: 240 });
    scene.passTo(4);
    expect(scene.alert('short-term-shortage')!.state).toBe('snoozed');
    scene.passTo(4.3);
    expect(scene.alert('short-term-shortage')).toMatchObject({ state: 'new', snoozedUntil: null });
    expect(scene.types()).toEqual(['AlertRaised', 'AlertWoke']);
  });

  it('snoozed, it wakes at once when it has grown worse than what was put aside', () => {
    const scene = raised();
    act(scene, { act: 'snooze', minutes: 240 });
    scene.waits('bo', 1);
    expect(scene.types()).toEqual(['AlertRaised', 'AlertChanged', 'AlertWoke']);
  });

  it('assigned, it stays with the assignee and does not escalate', () => {
    const scene = raised();
    expect(act(scene, { act: 'assign', assignee: 'placering-1382' })).toMatchObject({ state: 'assigned', assignee: 'placering-1382' });
    scene.passTo(12);
    expect(scene.types()).toEqual(['AlertRaised']);
  });

  it('a silence holds escalation back and ends by itself', () => {
    const scene = new Scene()
      .unit('ekbacken', 'short-term', 1)
      .silence({ rule: 'short-term-shortage', municipality: '1382', from: hoursIn(-1), until: hoursIn(3) });
    scene.waits('anna', 0).passTo(2);
    expect(scene.alert('short-term-shortage')).toMatchObject({ silenced: true, state: 'new', escalations: 0 });
    scene.passTo(3.1);
    expect(scene.alert('short-term-shortage')).toMatchObject({ silenced: false });
    expect(scene.types()).toEqual(['AlertRaised', 'AlertChanged']);
  });

  it('tells anew when only what would clear it has changed, and is silent about what changes nothing', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).unit('hamnvakten', 'special-housing', 9);
    scene
      .waits('eva', -40, { targets: ['special-housing'], place: 'ekbacken:1' })
      .waits('anna', 0)
      .passTo(0.1);
    expect(scene.alert('short-term-shortage')!.clears.map((r) => r.action)).toEqual(['free-places', 'free-places']);
    scene.closes('hamnvakten:1', 0.15, '2026-11-30').passTo(0.2);
    expect(scene.alert('short-term-shortage')!.clears.map((r) => r.action)).toEqual(['reopen-closed', 'free-places', 'free-places']);
    expect(scene.types()).toEqual(['AlertRaised', 'AlertChanged']);
    scene.admitted('bo', 0.25).passTo(0.3);
    expect(scene.types()).toEqual(['AlertRaised', 'AlertChanged']);
  });

  it('tells anew when somebody else is held up, though they are as many', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0).passTo(0.1);
    scene.waits('bo', 0.1, {}, 0.15).passTo(0.2).movesAway('anna', 0.25).passTo(0.3);
    const told = scene.told.filter((t) => t.alert.rule === 'short-term-shortage');
    expect(told.map((t) => [t.type, t.alert.journeys])).toEqual([
      ['AlertRaised', ['anna']],
      ['AlertChanged', ['anna', 'bo']],
      ['AlertChanged', ['bo']],
    ]);
  });

  it('refuses what makes no sense, with a reason', () => {
    const alert = raised().alert('short-term-shortage')!;
    const refusalOf = (command: AlertCommand, about = alert) => decideAlert(command, about, at, 'user:chef', demoAlertPolicy);
    expect(refusalOf({ act: 'unacknowledge' })).toEqual({ refused: 'not-taken-on' });
    expect(refusalOf({ act: 'silence', until: hoursIn(200) })).toEqual({ refused: 'too-long' });
    expect(refusalOf({ act: 'silence', until: hoursIn(0) })).toEqual({ refused: 'ends-before-now' });
    expect(refusalOf({ act: 'acknowledge' }, { ...alert, state: 'resolved' })).toEqual({ refused: 'resolved' });
  });
});

type Happening = { readonly kind: 'wait' | 'leave' | 'free' | 'take' | 'pass' | 'heard'; readonly who: number; readonly after: number };

describe('whatever happens, in whatever order', () => {
  const happening: fc.Arbitrary<Happening> = fc.record({
    kind: fc.constantFrom('wait', 'leave', 'free', 'take', 'pass', 'heard'),
    who: fc.integer({ min: 1, max: 3 }),
    after: fc.double({ min: 0, max: 6, noNaN: true }),
  });

  function live(happenings: readonly Happening[]) {
    const scene = new Scene().unit('ekbacken', 'short-term', 3);
    let hour = 0;
    const waiting = new Set<number>();
    for (const { kind, who, after } of happenings) {
      hour += after;
      if (kind === 'pass') scene.passTo(hour);
      if (kind === 'heard') scene.heard('adt-hsv', hour);
      if (kind === 'free') scene.frees(`ekbacken:${who}`, hour);
      if (kind === 'take') scene.takes(`ekbacken:${who}`, hour);
      if (kind === 'wait') scene.waits(`p${who}`, hour);
      if (kind === 'wait') waiting.add(who);
      if (kind === 'leave' && waiting.delete(who)) scene.movesAway(`p${who}`, hour);
      const prints = scene.open().map((a) => a.fingerprint);
      expect(new Set(prints).size).toBe(prints.length);
    }
    return { scene, hour };
  }

  it('each alert is raised once, its revisions have no gaps, and what resolves was raised', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const { scene } = live(happenings);
        for (const id of new Set(scene.told.map((t) => t.alert.alertId))) {
          const life = scene.told.filter((t) => t.alert.alertId === id);
          expect(life[0]!.type).toBe('AlertRaised');
          expect(life.map((t) => t.alert.revision)).toEqual(life.map((_, i) => i + 1));
          expect(life.filter((t) => t.type === 'AlertResolved').length).toBeLessThanOrEqual(1);
          expect(life.findIndex((t) => t.type === 'AlertResolved')).toBe(isOpen(life.at(-1)!.alert) ? -1 : life.length - 1);
          for (const { alert } of life) AlertViewSchema.parse(alert);
        }
        const openOnes = [...new Map(scene.told.map((t) => [t.alert.alertId, t.alert])).values()].filter(isOpen);
        expect(new Set(openOnes.map((a) => a.fingerprint)).size).toBe(openOnes.length);
      }),
      { numRuns: 150 },
    );
  });

  it('is open within its bound while the cause lasts, and closed when it ends', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const { scene, hour } = live(happenings.filter((h) => h.kind !== 'heard'));
        scene
          .waits('p1', hour)
          .takes('ekbacken:1', hour)
          .takes('ekbacken:2', hour)
          .takes('ekbacken:3', hour)
          .passTo(hour + minutes(1));
        expect(scene.alert('short-term-shortage')).not.toBeNull();
        scene
          .frees('ekbacken:1', hour + 1)
          .frees('ekbacken:2', hour + 1)
          .frees('ekbacken:3', hour + 1)
          .passTo(hour + 1 + minutes(2));
        expect(scene.alert('short-term-shortage')).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  it('asking more often changes nothing', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
        const acts = happenings.filter((h) => h.kind !== 'pass');
        const seldom = live(acts);
        const often = live(
          acts.flatMap((h): Happening[] => [
            { ...h, kind: 'pass' },
            { ...h, after: 0 },
          ]),
        );
        const lines = ({ scene, hour }: { scene: Scene; hour: number }) =>
          scene.passTo(hour + 1).told.map((t) => `${t.at} ${t.type} ${t.alert.alertId} ${t.alert.revision}`);
        expect(lines(often)).toEqual(lines(seldom));
      }),
      { numRuns: 60 },
    );
  });
});

describe('history read in afterwards, topic by topic', () => {
  it('gives the alerts that lasted, about when they were, though each day tells of its patients before its places', () => {
    const lived = new Scene().unit('ekbacken', 'short-term', 2).waits('anna', 10).waits('bo', 61).movesAway('bo', 61.2);
    lived.frees('ekbacken:1', 100).movesAway('anna', 101).takes('ekbacken:1', 101).admitted('carl', 300);
    const told = new Scene();
    const dayOf = (e: { recordedAt: string }) => e.recordedAt.slice(0, 10);
    const isPlace = (e: { type: string }) => e.type.startsWith('Place');
    for (const day of new Set(lived.events.map(dayOf))) {
      const events = lived.events.filter((e) => dayOf(e) === day);
      for (const part of [events.filter((e) => !isPlace(e)), events.filter(isPlace)]) told.told.push(...told.desk.hearHistory(part));
    }
    const shortage = told.told.filter((t) => t.alert.rule === 'short-term-shortage');
    expect(shortage.filter((t) => t.type === 'AlertRaised').map((t) => [t.at, t.alert.since])).toEqual([[hoursIn(12), hoursIn(10)]]);
    expect(shortage.filter((t) => t.type === 'AlertResolved').map((t) => t.at >= hoursIn(60) && t.at <= hoursIn(104))).toEqual([true]);
  });

  it('knows of an alert from the moment it was judged, not from when it was read', () => {
    const lived = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 10).waits('bo', 80);
    const told = new Scene();
    told.told.push(...told.desk.hearHistory(lived.events));
    expect(told.told[0]).toMatchObject({
      type: 'AlertRaised',
      at: hoursIn(12),
      recordedAt: hoursIn(12),
      alert: { since: hoursIn(10), count: 1 },
    });
  });

  it('a feed first heard while history is still being read is judged by today’s time, not ahead of it', () => {
    const lived = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0).waits('bo', 99).heard('adt', 100);
    const told = new Scene();
    told.told.push(...told.desk.hearHistory(lived.events));
    told.passTo(100.1);
    expect(told.alert('source-silent')).toBeNull();
    expect([...told.desk.state.subjects.values()].filter((s) => s.checkedAt > hoursIn(100.1))).toEqual([]);
    expect(told.alert('short-term-shortage')).toMatchObject({ count: 2, changedAt: hoursIn(100.1) });
  });
});
