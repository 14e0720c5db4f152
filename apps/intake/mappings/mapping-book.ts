// Holds the mapping table in force. Reloading reads the files again; when anything in them is wrong the old table stays and every fault is told.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTable, type KnownRegion, type MappingFault, type MappingTable, type Source } from './mapping-table.ts';

export class MappingError extends Error {
  readonly faults: readonly MappingFault[];
  constructor(folder: string, faults: readonly MappingFault[]) {
    super(`SLUSS_MAPPINGS: the mapping files in ${folder} are wrong:\n${faults.map((f) => `  ${f.file} ${f.at}: ${f.fault}`).join('\n')}`);
    this.faults = faults;
  }
}

export class MappingBook {
  private current: { table: MappingTable; version: string };
  private readonly folder: string;
  private readonly region: KnownRegion;

  /** Throws MappingError when the files are wrong: without a table nothing can be taken in. */
  constructor(folder: string, region: KnownRegion) {
    this.folder = folder;
    this.region = region;
    this.current = this.read();
  }

  get table(): MappingTable {
    return this.current.table;
  }

  get version(): string {
    return this.current.version;
  }

  get sources(): Source[] {
    return [...this.current.table.senders.values()];
  }

  reload(): { readonly version: string } | { readonly faults: readonly MappingFault[] } {
    try {
      this.current = this.read();
      return { version: this.current.version };
    } catch (error) {
      if (error instanceof MappingError) return { faults: error.faults };
      throw error;
    }
  }

  private read() {
    const names = existsSync(this.folder)
      ? readdirSync(this.folder)
          .filter((name) => name.endsWith('.json'))
          .sort()
      : [];
    if (names.length === 0)
      throw new MappingError(this.folder, [{ file: this.folder, at: 'folder', fault: 'has no mapping files (*.json)' }]);
    const texts = names.map((file) => ({ file, text: readFileSync(join(this.folder, file), 'utf8') }));
    const faults: MappingFault[] = [];
    const files = texts.flatMap(({ file, text }) => {
      try {
        return [{ file, content: JSON.parse(text) as unknown }];
      } catch (error) {
        faults.push({ file, at: 'file', fault: `is not JSON: ${(error as Error).message}` });
        return [];
      }
    });
    const built = buildTable(files, this.region);
    faults.push(...built.faults);
    if (faults.length > 0) throw new MappingError(this.folder, faults);
    const version = createHash('sha256')
      .update(texts.map((t) => `${t.file}\n${t.text}`).join('\n'))
      .digest('hex')
      .slice(0, 12);
    return { table: built.table, version };
  }
}

/** The mapping files that come with Sluss: beside the sources, whether run from them or from the build. */
export function shippedMappings(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'apps', 'intake', 'mappings', 'halland-reference.json'))) {
    const up = dirname(folder);
    if (up === folder) throw new Error('SLUSS_MAPPINGS: the mapping files that come with Sluss are missing; give the folder of your own');
    folder = up;
  }
  return join(folder, 'apps', 'intake', 'mappings');
}
