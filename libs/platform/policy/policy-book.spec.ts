import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { testConfig } from '#testing';
import { halland } from '../region/halland.ts';
import { readBook, type PolicyFile } from './policy-book.ts';
import { readPolicyFiles } from './policy-files.ts';

const folder = join(resolve(__dirname, '../../..'), 'policies/default');
const known = { municipalities: new Set(['1382', '1380']), secrets: new Set(['drift']) };
// Specs spoil a copy of the shipped file in ways that no type allows.
// oxlint-disable-next-line typescript/no-explicit-any
type Spoil = (entries: any[]) => void;

const shipped = (): PolicyFile[] => readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
function faultsOf(area: string, spoil: Spoil): string[] {
  const files = shipped().map((f) => {
    if (f.file !== `${area}.json`) return f;
    const content = JSON.parse(f.text) as { entries: never[] };
    spoil(content.entries);
    return { ...f, text: JSON.stringify(content) };
  });
  return readBook(files, null, known).faults.map((f) => `${f.file} ${f.at}: ${f.fault}`);
}

describe('the policy files', () => {
  it('that come with Sluss are right', () => expect(faultsOf('alerting', () => {})).toEqual([]));

  it.each<[string, string, Spoil, string]>([
    ['a word nobody knows', 'alerting', ([e]) => (e.waitLimitHour = 3), 'alerting.json entries.0: unknown: waitLimitHour'],
    ['a rule left out', 'alerting', ([e]) => delete e.rules['source-silent'], 'alerting.json entries.0.rules.source-silent'],
    ['a ladder upside down', 'alerting', ([e]) => e.rules['wait-over-limit'].ladder.reverse(), 'must go from the gravest rung down'],
    [
      'two versions for one day',
      'care',
      (e) => e.push({ ...e[0], id: 'care-2', validFrom: '2027-01-01' }),
      'overlaps with care-1, which holds without end',
    ],
    [
      'days without any',
      'care',
      (e) => (e.push({ ...e[0], id: 'care-2', validFrom: '2027-02-01' }), (e[0].validTo = '2027-01-01')),
      'care.json entries.1.validFrom: leaves days without policy after 2027-01-01',
    ],
    ['an end and nothing after it', 'notices', ([e]) => (e.validTo = '2027-01-01'), 'nothing would hold after it'],
    [
      'an end before its start',
      'clocks',
      ([e]) => (e.validTo = '2017-01-01'),
      'clocks.json entries.0.validTo: must be later than validFrom',
    ],
    ['an id twice', 'clocks', (e) => (e[1].id = e[0].id), 'admission-notice-1 stands in clocks.json entries.0 too'],
    [
      'a municipality of another region',
      'placement',
      (e) => e.push({ ...e[0], id: 'x', municipality: '0180' }),
      '0180 is no municipality of this region',
    ],
    ['rules for one municipality only', 'placement', ([e]) => (e.municipality = '1382'), 'there must also be one without'],
    [
      'a role without words',
      'care',
      ([e]) => (e.physicians.home.office = 'nobody'),
      'entries.0.physicians.home.office: nobody has no words under roles',
    ],
    [
      'a webhook that nothing signs',
      'notices',
      ([e]) => e.recipients.push({ channel: 'webhook', target: 'https://a.example.org/x', secret: 'chef' }),
      'entries.0.recipients.0.secret: chef is none of WEBHOOK_SECRETS',
    ],
  ])('with %s are refused, and say where', (_, area, spoil, fault) => {
    expect(faultsOf(area, spoil).join('\n')).toContain(fault);
  });

  it('tell all their faults at once, of several files', () => {
    const files = [
      ...shipped().slice(1),
      { file: 'x.json', text: '{ not json' },
      { file: 'y.json', text: '{"policy":"weather","entries":[{}]}' },
    ];
    expect(readBook(files, null, known).faults.map((f) => f.file)).toEqual(['x.json', 'y.json']);
    expect(readBook(shipped().slice(1), null, known).faults).toMatchObject([{ at: 'alerting', fault: 'no file says anything of it' }]);
  });

  it('have another version when anything in them changes, and the same otherwise', () => {
    const version = (files: PolicyFile[]) => readBook(files, null, known).book?.version;
    expect(version(shipped().reverse())).toBe(version(shipped()));
    expect(version(shipped().map((f) => ({ ...f, text: f.text.replace('"waitLimitHours": 72', '"waitLimitHours": 71') })))).not.toBe(
      version(shipped()),
    );
  });
});

describe('the folders of policy', () => {
  it('lie on top of each other: a site that sets one area keeps what comes with Sluss in the others', () => {
    const own = mkdtempSync(join(tmpdir(), 'sluss-policy-'));
    const short = { policy: 'clocks', entries: [{ id: 'own', clock: 'onward-move', validFrom: '2020-01-01', nearHours: 1, overHours: 2 }] };
    writeFileSync(join(own, 'clocks.json'), JSON.stringify(short));
    const { entries } = readPolicyFiles(testConfig({ SLUSS_POLICY: own }), halland);
    expect(entries.clocks.map((c) => c.id)).toEqual(['own']);
    expect(entries.alerting[0]!.rules['short-term-shortage']).toMatchObject({ forSeconds: 600, keepSeconds: 1800 });
    const demo = readPolicyFiles(testConfig({ SLUSS_DEMO: 'on' }), halland).entries;
    expect(demo.alerting[0]!.rules['short-term-shortage']).toMatchObject({ forSeconds: 30, keepSeconds: 60 });
  });

  it('that are missing, empty or hold what is no file are refused by the name of the setting', () => {
    const own = mkdtempSync(join(tmpdir(), 'sluss-policy-'));
    const reading = () => readPolicyFiles(testConfig({ SLUSS_POLICY: own }), halland);
    expect(reading).toThrow(/SLUSS_POLICY[^]*has no policy files/);
    mkdirSync(join(own, 'a.json'));
    expect(reading).toThrow(/a\.json file: is no ordinary file/);
    expect(() => readPolicyFiles(testConfig({ SLUSS_POLICY: join(own, 'none') }), halland)).toThrow(/has no policy files/);
  });
});
