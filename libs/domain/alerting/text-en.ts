// English, for the language switch.
import type { Figures, Wording } from './text.ts';

const day = (f: Figures) => (f.daysAhead === 0 ? 'today' : f.daysAhead === 1 ? 'tomorrow' : `on ${f.expectedDay}`);
const places = (count: number) => `${count} ${count === 1 ? 'place' : 'places'}`;
const cases = (count: number) => `${count} ${count === 1 ? 'case' : 'cases'}`;

export const english: Wording = {
  kind: {
    inpatient: 'inpatient care',
    'short-term': 'short-term housing',
    'special-housing': 'special housing',
    'lss-housing': 'LSS housing',
    'home-with-care': 'home with health care',
    home: 'home',
    'post-acute': 'post-acute care',
    'hospital-at-home': 'hospital at home',
    'mobile-team': 'mobile team',
    rehabilitation: 'rehabilitation',
    hospice: 'hospice',
  },
  severity: { 1: 'Normal', 2: 'Strained', 3: 'Serious', 4: 'Critical' },
  unknownPlace: 'unknown municipality',
  title: (f) =>
    ({
      'short-term-shortage': `Bottleneck: short-term housing, ${f.where}`,
      'short-term-shortage-ahead': `Outlook: short-term places in ${f.where} full ${day(f)}`,
      'wait-over-limit': `${cases(f.count)} over ${f.limitHours} hours, ${f.where}`,
      'source-silent': `Source silent: ${f.source}`,
    })[f.rule],
  summary: (f) =>
    ({
      'short-term-shortage': `${f.count} waiting, ${f.free} free${f.unsuitable ? ` (${f.unsuitable} more suit nobody)` : ''}, oldest ${f.oldest}`,
      'short-term-shortage-ahead': `${places(f.count)} short, ${f.free} free now`,
      'wait-over-limit': `${f.count} waiting to leave hospital, oldest ${f.oldest}`,
      'source-silent': `Last heard ${f.oldest} ago, ${f.count} inpatients concerned`,
    })[f.rule],
  condition: (f) =>
    ({
      'short-term-shortage': 'more people wait for short-term housing than there are free places that suit them',
      'short-term-shortage-ahead': 'estimated discharges to short-term housing exceed free and expected places within two days',
      'wait-over-limit': `ready for discharge for more than ${f.limitHours} hours`,
      'source-silent': 'no message within the limit of the source',
    })[f.rule],
  nextStep: (f) =>
    ({
      'match-free-place': 'Match the free places with those waiting',
      'call-units-about-closed': `Call ${f.unit || 'the units'}: can closed places open earlier?`,
      'move-ready-onward': `Move those who are ready on to ${f.onward}`,
      'ask-other-municipality': 'Ask another municipality for a place, or try post-acute care',
      'decide-discharge': 'Complete what is missing and discharge',
      'check-source': 'Check the connection to the source',
      'plan-ahead': 'Plan the places today: what can become free before then?',
    })[f.nextStep],
  owner: (role, name) =>
    ({
      ward: name ? `Ward ${name}` : 'The ward',
      placement: name ? `Placement team ${name}` : 'The placement team',
      unit: name ? `Unit manager ${name}` : 'Unit manager',
      assessor: name ? `Care assessor ${name}` : 'Care assessor',
      region: 'Region Halland',
      operator: 'Operator',
    })[role],
  clears: (r, kind, unit, at, of) => {
    const effect = `${r.people} of ${of} could move`;
    switch (r.action) {
      case 'match-free-places':
        return `Match ${r.places} free ${r.places === 1 ? 'place' : 'places'}${kind ? ` in ${kind}` : ''}: ${effect}`;
      case 'use-held-places':
        return `Use ${r.places} held ${r.places === 1 ? 'place' : 'places'}: ${effect}`;
      case 'reopen-closed':
        return `Open ${r.places} closed ${r.places === 1 ? 'place' : 'places'} at ${unit}${at ? ` (expected ${at})` : ''}: ${effect}`;
      case 'move-onward':
        return `Move ${r.places} who are ready${kind ? ` on to ${kind}` : ' onward'}: ${effect}`;
      case 'free-places':
        return `${places(r.places)} more in ${kind}${at ? ` (next expected ${at})` : ''}: ${effect}`;
      case 'decide-discharge':
        return `Complete the discharge: ${effect}`;
      case 'restore-source':
        return `Restore the source: ${r.people} inpatients are followed again`;
    }
  },
  runbook: (f) =>
    ({
      'short-term-shortage': [
        'Check holds that run out today',
        'Call units whose report is older than 12 hours',
        'Ask whether closed places can open earlier',
        'Try post-acute care or a place in another municipality',
        'Write the decision as a note on the alert',
      ],
      'short-term-shortage-ahead': [
        'Go through estimated discharge dates with the wards',
        'Ask the units about expected vacancies',
        'Move those who are ready onward before then',
        'Write the decision as a note on the alert',
      ],
      'wait-over-limit': [
        'Open the cases, longest wait first',
        'Do the next step the case shows, or call whoever owns it',
        'Check that the planning basis is complete',
        'Write the decision as a note on the alert',
      ],
      'source-silent': [
        'Check the connection on the operator page',
        'Call hospital IT if the source is not running',
        'Use the reserve list until the source is heard again',
        'What the queue shows from this source is old: call the ward before deciding',
      ],
    })[f.rule],
};
