// What the made-up hospitals remember over a restart. It names people, made up as they are: sealed like everything else that does.
import { RawCipher, type RunningProcess } from '#platform';
import type { Register } from '#simulator';

export async function readRegister({ app, dataSource }: RunningProcess): Promise<Register | null> {
  const [row] = await dataSource.query('select register from platform.demo');
  if (!row) return null;
  const kept = JSON.parse(app.get(RawCipher, { strict: false }).open(row.register).toString('utf8')) as Register;
  // Not kept by earlier versions.
  return { ...kept, late: kept.late ?? [] };
}

export async function keepRegister({ app, dataSource }: RunningProcess, register: Register): Promise<void> {
  const sealed = app.get(RawCipher, { strict: false }).seal(Buffer.from(JSON.stringify(register)));
  await dataSource.query('insert into platform.demo (register) values ($1) on conflict (one) do update set register = excluded.register', [
    sealed,
  ]);
}
