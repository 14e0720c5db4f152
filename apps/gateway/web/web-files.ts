// The web build, read into memory when it is first asked for: a few hundred kilobytes. Only files that were there then can be asked for, so no path
// of the asker's ever reaches the disk.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface WebFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer | null;
  /** Its name holds a hash of its content: it may be kept for ever. */
  readonly immutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export function readWebFiles(folder: string): ReadonlyMap<string, WebFile> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      const type = types[extname(file)];
      if (!type) return [];
      const body = readFileSync(file);
      const gzip = body.length > 1024 && !/^(image\/(png|x-icon)|font)/.test(type) ? gzipSync(body) : null;
      return [[path, { type, body, gzip, immutable: path.startsWith('/assets/') }] as const];
    }),
  );
}
