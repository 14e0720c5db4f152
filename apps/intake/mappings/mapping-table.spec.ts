import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { halland } from '#platform';
import { knownRegion } from './known-region.ts';
import { MappingBook, MappingError, shippedMappings } from './mapping-book.ts';
import type { MappingFile } from './mapping-schema.ts';
import { buildTable } from './mapping-table.ts';

const region = knownRegion(halland);
const shipped = () => JSON.parse(readFileSync(join(shippedMappings(), 'halland-reference.json'), 'utf8')) as MappingFile;
const faultsOf = (spoil: (file: MappingFile) => void) => {
  const content = shipped();
  spoil(content);
  return buildTable([{ file: 'x.json', content }], region).faults.map((f) => `${f.at}: ${f.fault}`);
};

describe('a mapping file', () => {
  it('that comes with Sluss is right', () => expect(faultsOf(() => {})).toEqual([]));

  it.each<[string, (file: MappingFile) => void, string]>([
    ['two rows for one code', (f) => f.dispositions.push({ ...f.dispositions[0]! }), 'dispositions: HEM stands twice'],
    ['a ward said twice', (f) => f.wards.push({ code: 'AVD11', facility: 'HSH', unit: 'HSH-AVD12' }), 'wards: HSH|AVD11 stands twice'],
    [
      'a loop of wards',
      (f) => f.wards.push({ code: 'A', sameAs: 'B' }, { code: 'B', sameAs: 'A' }),
      `wards.${shipped().wards.length}.sameAs: B leads to no ward, or round in a loop`,
    ],
    [
      'an unknown municipality',
      (f) => f.readiness.codes.push({ code: 'X', targets: ['home'], needs: [], municipality: '9999' }),
      `readiness.codes.${shipped().readiness.codes.length}.municipality: 9999 is no municipality of this region`,
    ],
    ['an unknown ward', (f) => (f.wards[0]!.unit = 'HSH-NOWHERE'), 'wards.0.unit: HSH-NOWHERE is no ward of this region'],
    ['an unknown setting', (f) => Object.assign(f, { wrads: [] }), 'file: unknown: wrads'],
    ['a kind of care nobody knows', (f) => Object.assign(f.dispositions[0]!, { kind: 'hotel' }), 'dispositions.0.kind'],
  ])('with %s is refused, and says where', (_, spoil, fault) => {
    expect(faultsOf(spoil).join('\n')).toContain(fault);
  });

  it('tells all its faults at once', () => {
    expect(faultsOf((f) => (f.dispositions.push({ ...f.dispositions[0]! }), (f.wards[0]!.unit = 'HSH-NOWHERE')))).toHaveLength(2);
  });

  it('may not claim a sender that another one has', () => {
    const faults = buildTable(
      [
        { file: 'a.json', content: shipped() },
        { file: 'b.json', content: shipped() },
      ],
      region,
    ).faults;
    expect(faults[0]).toMatchObject({ file: 'b.json', at: 'senders.0', fault: 'REFADT and HSH already belong to hsh-adt' });
  });
});

describe('the book of mappings', () => {
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), 'sluss-mappings-'));
    writeFileSync(join(dir, 'a.json'), JSON.stringify(shipped()));
    return dir;
  };

  it('takes a mended file in, and keeps the old table when the new one is wrong', () => {
    const dir = folder();
    const book = new MappingBook(dir, region);
    const before = book.version;
    writeFileSync(join(dir, 'a.json'), '{ not json');
    expect(book.reload()).toMatchObject({ faults: [{ file: 'a.json' }] });
    expect([book.version, book.sources.length]).toEqual([before, 3]);
    writeFileSync(join(dir, 'a.json'), JSON.stringify({ ...shipped(), wards: [] }));
    expect(book.reload()).toEqual({ version: expect.not.stringContaining(before) });
  });

  it('does not open on wrong files, and names the setting and every fault', () => {
    const dir = folder();
    writeFileSync(join(dir, 'b.json'), JSON.stringify({ ...shipped(), charset: 'ebcdic' }));
    expect(() => new MappingBook(dir, region)).toThrow(MappingError);
    expect(() => new MappingBook(dir, region)).toThrow(/SLUSS_MAPPINGS[^]*b\.json charset/);
    expect(() => new MappingBook(join(dir, 'none'), region)).toThrow(/no mapping files/);
  });
});
