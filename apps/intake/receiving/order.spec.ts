import * as fc from 'fast-check';
import { halland, OpaqueIds } from '#platform';
import { testConfig } from '#testing';
import { knownRegion } from '../mappings/known-region.ts';
import { MappingBook, shippedMappings } from '../mappings/mapping-book.ts';
import { adt, agda, bror, cilla, utf8 } from '../testing/adt.ts';
import { settle } from './facts.ts';
import { mllpItem } from './item.ts';

const { table } = new MappingBook(shippedMappings(), knownRegion(halland));
const ids = new OpaqueIds(testConfig());

/** The facts of a message, with ids that follow from the persons' numbers. */
function factsOf(message: string) {
  const { item } = mllpItem(utf8(message), table, ids);
  const patientIds = item.persons.map((p) => `p-${p.identifiers[0]!.value}`);
  const by = {
    messageId: item.id,
    sourceId: item.sourceId!,
    recordedAt: new Date(0),
    patientIds,
    visitId: (v: string) => ids.of('visit', v),
  };
  return item.drafts.map((draft, i) => JSON.stringify(settle(draft, i, by)));
}

const triggers = ['A01', 'A02', 'A03', 'A08', 'A11', 'A12', 'A13', 'A16', 'A21', 'A22', 'A25', 'A31', 'A40', 'A50'];
const history = fc.array(
  fc.record({
    trigger: fc.constantFrom(...triggers),
    person: fc.constantFrom(agda, bror, cilla),
    day: fc.integer({ min: 1, max: 28 }),
    ready: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
);
const message = (step: { trigger: string; person: typeof agda; day: number; ready: boolean }, i: number) =>
  adt(step.trigger, {
    control: `c${i}`,
    person: step.person,
    at: `202611${String(step.day).padStart(2, '0')}1200`,
    ...(step.ready ? { PV2: { 9: '20261201', 24: 'UK-KORT' } } : {}),
    ...(step.trigger === 'A40' || step.trigger === 'A50' ? { more: ['MRG|D1^^^SLUSS-DEMO||||V1'] } : {}),
  });

it('late, repeated and disordered messages tell the same set of facts as the sorted, unique history', () => {
  fc.assert(
    fc.property(history, fc.array(fc.nat(), { maxLength: 30 }), fc.infiniteStream(fc.nat()), (steps, repeats, keys) => {
      const messages = steps.map(message);
      const arriving = [...messages, ...repeats.map((r) => messages[r % messages.length]!)]
        .map((text) => ({ text, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key);
      const told = new Set(arriving.flatMap(({ text }) => factsOf(text)));
      expect(told).toEqual(new Set(messages.flatMap(factsOf)));
    }),
  );
});

it('no two facts of a history share an id', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const all = steps
        .map(message)
        .flatMap(factsOf)
        .map((text) => (JSON.parse(text) as { id: string }).id);
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

it('bytes of any kind are judged, never thrown at', () => {
  const spoiled = fc
    .tuple(fc.constantFrom(...triggers), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }))
    .map(([trigger, changes]) => {
      const bytes = utf8(adt(trigger));
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(
      fc.oneof(
        spoiled,
        fc.uint8Array({ maxLength: 400 }).map((a) => Buffer.from(a)),
      ),
      (bytes) => {
        expect(['stored', 'ignored', 'quarantined', 'refused']).toContain(mllpItem(bytes, table, ids).item.status);
      },
    ),
    { numRuns: 500 },
  );
});
