import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version of the package this runs from: found upwards, since the built files lie deeper than the sources. */
function packageVersion(folder: string): string {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? '0.0.0' : packageVersion(parent);
  }
}

export const version = packageVersion(dirname(fileURLToPath(import.meta.url)));
