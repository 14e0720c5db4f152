// Reads policy files: what comes with Sluss, the demo's own on top of it, and the site's folder (SLUSS_POLICY) on top of that, area by area.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import type { Region } from '../region/halland.ts';
import { readBook, type Known, type PolicyBook, type PolicyFault, type PolicyFile } from './policy-book.ts';

const MOST_BYTES = 1_000_000;

export class PolicyError extends Error {
  constructor(
    readonly folder: string,
    readonly faults: readonly PolicyFault[],
  ) {
    super(`SLUSS_POLICY: the policy files in ${folder} are wrong:\n${faults.map((f) => `  ${f.file} ${f.at}: ${f.fault}`).join('\n')}`);
  }
}

/** Throws PolicyError with every fault. */
export function readPolicyFiles(config: Pick<Config, 'demo' | 'policyDir' | 'webhookSecrets'>, region: Region): PolicyBook {
  const known: Known = {
    municipalities: new Set(region.municipalities.map((m) => m.code)),
    secrets: new Set(config.webhookSecrets.keys()),
  };
  const shipped = shippedFolder();
  const folders = [
    join(shipped, 'default'),
    ...(config.demo ? [join(shipped, 'demo')] : []),
    ...(config.policyDir ? [config.policyDir] : []),
  ];
  return folders.reduce<PolicyBook | null>((below, folder) => {
    const { book, faults } = readBook(filesIn(folder), below?.entries ?? null, known);
    if (!book) throw new PolicyError(folder, faults);
    return book;
  }, null)!;
}

function filesIn(folder: string): PolicyFile[] {
  const names = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (names.length === 0) throw new PolicyError(folder, [{ file: folder, at: 'folder', fault: 'has no policy files (*.json)' }]);
  return names.sort().map((file) => {
    const path = join(folder, file);
    const stat = statSync(path);
    // A pipe or a device would be read for ever.
    if (!stat.isFile() || stat.size > MOST_BYTES)
      throw new PolicyError(folder, [{ file, at: 'file', fault: 'is no ordinary file of at most 1 MB' }]);
    try {
      return { file, text: readFileSync(path, 'utf8') };
    } catch (error) {
      throw new PolicyError(folder, [{ file, at: 'file', fault: `cannot be read (${(error as NodeJS.ErrnoException).code})` }]);
    }
  });
}

/** Beside the sources, whether run from them or from the build. */
function shippedFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'policies', 'default'))) {
    const up = dirname(folder);
    if (up === folder) throw new Error('SLUSS_POLICY: the policy files that come with Sluss (policies/default) are missing');
    folder = up;
  }
  return join(folder, 'policies');
}
