import type { DataSource, EntityManager } from 'typeorm';

/** Two transactions waited for each other, or read the same rows: the database ended one of them, and it may simply try again. */
const PASSING = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

export async function inTransaction<T>(dataSource: DataSource, work: (em: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !PASSING.has(String((error as { code?: string }).code))) throw error;
    }
  }
}
