import type { RoleThreads } from '#platform';
import type { MappingBook } from './mapping-book.ts';

/** Here, and in the thread that reads the hospitals' messages when there is one. */
export async function reloadMappings(book: MappingBook, threads: RoleThreads): Promise<ReturnType<MappingBook['reload']>> {
  const result = book.reload();
  if (!('faults' in result)) await threads.of('intake')?.ask('reload-mappings');
  return result;
}
