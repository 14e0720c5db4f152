// The web build that this process serves, and its name. Every answer of the API carries the name, so that a page of an older release learns that
// there is a newer one.
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { readWebFiles, type WebFile } from './web-files.ts';

/** Folder of the web build. */
export const WEB_FOLDER = Symbol('WebFolder');
/** The name's header; `apps/web/api/release.ts` reads it. */
export const BUILD_HEADER = 'x-sluss-build';
/** dist/apps/gateway/web -> dist/web */
export const builtWebFolder = fileURLToPath(new URL('../../../web', import.meta.url));

@Injectable()
export class WebBuild implements OnModuleInit {
  private files: ReadonlyMap<string, WebFile> | null = null;

  constructor(
    @Inject(WEB_FOLDER) private readonly folder: string,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit() {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onRequest', async (request, reply) => {
      if (!request.url.startsWith('/api/')) return;
      const name = this.name;
      if (name) void reply.header(BUILD_HEADER, name);
    });
  }

  file(path: string): WebFile | undefined {
    // Asked for again while there is nothing: in development the build may come after the start.
    if (!this.files?.size) this.files = readWebFiles(this.folder);
    return this.files.get(path);
  }

  /** As the build wrote it into its page; null while there is no build. */
  private get name(): string | null {
    return /<meta name="build" content="([\w-]+)"/.exec(this.file('/index.html')?.body.toString() ?? '')?.[1] ?? null;
  }
}
