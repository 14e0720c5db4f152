import { AlertRuleId } from '#contracts';
import { hoursIn, Scene } from './scene.fixture.ts';
import { demoAlertPolicy } from '../policy/shipped.fixture.ts';
import { alertText, type AlertNames } from './text.ts';

const names: AlertNames = {
  municipality: (code) => (code === '1382' ? 'Falkenberg' : code),
  unit: (id) => (id === 'hamnvakten' ? 'Hamnvakten' : id),
  source: () => 'ADT Varberg',
};

describe('an alert in words', () => {
  it('says what, where, how many, since when, what next and what would clear it', () => {
    const scene = new Scene()
      .unit('ekbacken', 'short-term', 2)
      .unit('hamnvakten', 'special-housing', 5)
      .closes('hamnvakten:1', -500, '2026-11-24');
    scene
      .waits('eva', -40, { targets: ['special-housing'], place: 'ekbacken:1' })
      .waits('anna', 0)
      .waits('bo', 3)
      .passTo(4);
    const text = alertText(scene.alert('short-term-shortage')!, names, hoursIn(98), 'sv', () => demoAlertPolicy);
    expect(text).toMatchObject({
      title: 'Flaskhals: korttidsboende Falkenberg',
      summary: '2 väntar, 0 lediga, äldst 4 dygn 2 tim',
      nextStep: 'Ring Hamnvakten: kan stängda platser öppna tidigare?',
      owner: 'Enhetschef Hamnvakten',
    });
    expect(text.clears).toEqual([
      '2 platser till på korttidsboende: 2 av 2 kan flytta',
      'Öppna 1 stängd plats på Hamnvakten (väntas 2026-11-24): 1 av 2 kan flytta',
      '1 plats till på särskilt boende (nästa väntas 2026-11-24): 1 av 2 kan flytta',
    ]);
    expect(text.runbook[0]).toBe('Kontrollera reservationer som går ut i dag');
  });

  it('says it in English too', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0).passTo(1);
    expect(alertText(scene.alert('short-term-shortage')!, names, hoursIn(2), 'en', () => demoAlertPolicy)).toMatchObject({
      title: 'Bottleneck: short-term housing, Falkenberg',
      summary: '1 waiting, 0 free, oldest 2 h',
      clears: ['1 place more in short-term housing: 1 of 1 could move'],
    });
  });

  it('does not let the waits of an alert that is over grow', () => {
    const scene = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0).passTo(1);
    const over = { ...scene.alert('short-term-shortage')!, resolvedAt: hoursIn(5) };
    expect(alertText(over, names, hoursIn(500), 'sv', () => demoAlertPolicy).summary).toContain('äldst 5 tim');
  });

  it('speaks of tomorrow for what is coming', () => {
    const scene = new Scene()
      .unit('ekbacken', 'short-term', 1)
      .admitted('anna', 0, { expectedDischargeAt: hoursIn(26) })
      .passTo(1);
    expect(alertText(scene.alert('short-term-shortage-ahead')!, names, hoursIn(1), 'sv', () => demoAlertPolicy)).toMatchObject({
      title: 'Prognos: korttidsplatser Falkenberg fulla i morgon',
      summary: '1 plats saknas, 0 lediga nu',
    });
  });

  it('has words for every rule in both languages', () => {
    const alert = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 0).passTo(1).alert('short-term-shortage')!;
    for (const rule of AlertRuleId.options) {
      for (const language of ['sv', 'en'] as const) {
        const text = alertText({ ...alert, rule, sourceId: 'adt-hsv' }, names, hoursIn(2), language, () => demoAlertPolicy);
        for (const words of [text.title, text.summary, text.condition, text.nextStep, text.owner, ...text.clears, ...text.runbook]) {
          expect(words).not.toMatch(/undefined|null|NaN/);
          expect(words.length).toBeGreaterThan(3);
        }
      }
    }
  });
});
