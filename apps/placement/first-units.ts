// Where placement runs alone, the region's units are there from its first start. Later starts leave them as people have made them.
import type { RunningProcess } from '#platform';
import { referenceUnits } from '#simulator';
import { ReferenceRegister } from './reference.ts';

export async function registerFirstUnits({ app, clock, dataSource }: RunningProcess): Promise<null> {
  const [known] = await dataSource.query('select 1 from placement.unit limit 1');
  if (!known) await app.get(ReferenceRegister, { strict: false }).register(referenceUnits, clock.now());
  return null;
}
