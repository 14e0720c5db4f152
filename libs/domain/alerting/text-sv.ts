// Swedish: the words staff use.
import type { Figures, Wording } from './text.ts';

const day = (f: Figures) => (f.daysAhead === 0 ? 'i dag' : f.daysAhead === 1 ? 'i morgon' : f.expectedDay);
const places = (count: number) => `${count} ${count === 1 ? 'plats' : 'platser'}`;
const cases = (count: number) => `${count} ${count === 1 ? 'ärende' : 'ärenden'}`;

export const swedish: Wording = {
  kind: {
    inpatient: 'slutenvård',
    'short-term': 'korttidsboende',
    'special-housing': 'särskilt boende',
    'lss-housing': 'LSS-bostad',
    'home-with-care': 'ordinärt boende med hemsjukvård',
    home: 'ordinärt boende',
    'post-acute': 'eftervårdsplats',
    'hospital-at-home': 'slutenvårdsplats i hemmet',
    'mobile-team': 'mobilt team',
    rehabilitation: 'rehabilitering',
    hospice: 'palliativ enhet',
  },
  severity: { 1: 'Normal', 2: 'Ansträngt', 3: 'Allvarligt', 4: 'Kritiskt' },
  unknownPlace: 'okänd kommun',
  title: (f) =>
    ({
      'short-term-shortage': `Flaskhals: korttidsboende ${f.where}`,
      'short-term-shortage-ahead': `Prognos: korttidsplatser ${f.where} fulla ${day(f)}`,
      'wait-over-limit': `${cases(f.count)} över ${f.limitHours} timmar, ${f.where}`,
      'source-silent': `Datakälla tyst: ${f.source}`,
    })[f.rule],
  summary: (f) =>
    ({
      'short-term-shortage': `${f.count} väntar, ${f.free} lediga${f.unsuitable ? ` (${f.unsuitable} till passar ingen)` : ''}, äldst ${f.oldest}`,
      'short-term-shortage-ahead': `${places(f.count)} saknas, ${f.free} lediga nu`,
      'wait-over-limit': `${f.count} väntar på att lämna sjukhuset, äldst ${f.oldest}`,
      'source-silent': `Senast hörd för ${f.oldest} sedan, ${f.count} inneliggande berörs`,
    })[f.rule],
  condition: (f) =>
    ({
      'short-term-shortage': 'fler väntar på korttidsboende än det finns lediga platser som passar',
      'short-term-shortage-ahead': 'beräknade utskrivningar till korttidsboende är fler än lediga och väntade platser inom två dygn',
      'wait-over-limit': `utskrivningsklar i mer än ${f.limitHours} timmar`,
      'source-silent': 'inget meddelande inom källans gräns',
    })[f.rule],
  nextStep: (f) =>
    ({
      'match-free-place': 'Matcha de lediga platserna med dem som väntar',
      'call-units-about-closed': `Ring ${f.unit || 'enheterna'}: kan stängda platser öppna tidigare?`,
      'move-ready-onward': `Flytta dem som är klara vidare till ${f.onward}`,
      'ask-other-municipality': 'Fråga en annan kommun om plats, eller pröva eftervårdsplats',
      'decide-discharge': 'Gör klart det som fattas och skriv ut',
      'check-source': 'Kontrollera anslutningen till källan',
      'plan-ahead': 'Planera platserna i dag: vad kan bli ledigt före dess?',
    })[f.nextStep],
  owner: (role, name) =>
    ({
      ward: name ? `Avdelningen ${name}` : 'Avdelningen',
      placement: name ? `Placering ${name}` : 'Placeringen i kommunen',
      unit: name ? `Enhetschef ${name}` : 'Enhetschef',
      assessor: name ? `Biståndshandläggare ${name}` : 'Biståndshandläggare',
      region: 'Region Halland',
      operator: 'Driftansvarig',
    })[role],
  clears: (r, kind, unit, at, of) => {
    const effect = `${r.people} av ${of} kan flytta`;
    switch (r.action) {
      case 'match-free-places':
        return `Matcha ${r.places === 1 ? '1 ledig plats' : `${r.places} lediga platser`}${kind ? ` på ${kind}` : ''}: ${effect}`;
      case 'use-held-places':
        return `Använd ${r.places === 1 ? '1 reserverad plats' : `${r.places} reserverade platser`}: ${effect}`;
      case 'reopen-closed':
        return `Öppna ${r.places === 1 ? '1 stängd plats' : `${r.places} stängda platser`} på ${unit}${at ? ` (väntas ${at})` : ''}: ${effect}`;
      case 'move-onward':
        return `Flytta ${r.places} som är klara vidare${kind ? ` till ${kind}` : ''}: ${effect}`;
      case 'free-places':
        return `${places(r.places)} till på ${kind}${at ? ` (nästa väntas ${at})` : ''}: ${effect}`;
      case 'decide-discharge':
        return `Gör klart utskrivningen: ${effect}`;
      case 'restore-source':
        return `Få igång källan: ${r.people} inneliggande följs igen`;
    }
  },
  runbook: (f) =>
    ({
      'short-term-shortage': [
        'Kontrollera reservationer som går ut i dag',
        'Ring enheter med rapport äldre än 12 timmar',
        'Fråga om stängda platser kan öppna tidigare',
        'Pröva eftervårdsplats eller plats i annan kommun',
        'Skriv beslut i larmets anteckning',
      ],
      'short-term-shortage-ahead': [
        'Gå igenom beräknade utskrivningsdatum med avdelningarna',
        'Fråga enheterna om väntade lediga platser',
        'Flytta dem som är klara vidare innan dess',
        'Skriv beslut i larmets anteckning',
      ],
      'wait-over-limit': [
        'Öppna ärendena, längst väntan först',
        'Gör det nästa steg som ärendet visar, eller ring den som äger det',
        'Kontrollera att planeringsunderlaget är klart',
        'Skriv beslut i larmets anteckning',
      ],
      'source-silent': [
        'Kontrollera anslutningen på driftsidan',
        'Ring sjukhusets drift om källan inte är igång',
        'Använd reservlistan tills källan hörs igen',
        'Köns uppgifter från källan är gamla: ring avdelningen före beslut',
      ],
    })[f.rule],
};
