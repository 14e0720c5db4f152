// The documents for those who connect: OpenAPI with a page to read it, AsyncAPI, and the JSON Schema of each event. Open to all: they hold no data.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { asyncApiDocument, catalog, eventJsonSchema, openApiDocument } from '#contracts';
import { OpenRoute, ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';
import { version } from '../version.ts';
import { initializer, page } from './swagger-page.ts';

const swaggerFolder = () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** What the page needs of the package, and nothing else of it. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

@Controller()
export class DocsController {
  /** Made when somebody asks, and kept. */
  private openApi: ReturnType<typeof openApiDocument> | null = null;
  private asyncApi: ReturnType<typeof asyncApiDocument> | null = null;
  private readonly files = new Map<string, Buffer>();

  @OpenRoute()
  @Get('docs-json')
  openApiJson() {
    return (this.openApi ??= openApiDocument(version));
  }

  @OpenRoute()
  @Get('docs/events')
  asyncApiJson() {
    return (this.asyncApi ??= asyncApiDocument(version));
  }

  @OpenRoute()
  @Get('docs/events/:file')
  eventSchema(@Param('file') file: string) {
    const match = /^([A-Za-z]{1,60})\.v(\d{1,3})\.json$/.exec(file);
    const entry = match ? catalog.get(match[1]!) : undefined;
    if (!entry || entry.version !== Number(match?.[2])) throw new ProblemError('not-found');
    return eventJsonSchema(entry);
  }

  @OpenRoute()
  @Get('docs')
  async page(@Res() reply: FastifyReply) {
    await reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  }

  @OpenRoute()
  @Get('docs/:asset')
  async asset(@Param('asset') asset: string, @Res() reply: FastifyReply) {
    if (asset === 'initializer.js') return reply.header('content-type', 'text/javascript; charset=utf-8').send(initializer);
    const type = Object.hasOwn(assets, asset) ? assets[asset] : undefined;
    if (!type) throw new ProblemError('not-found');
    const body = this.files.get(asset) ?? readFileSync(join(swaggerFolder(), asset));
    this.files.set(asset, body);
    return reply.header('content-type', type).header('cache-control', 'public, max-age=86400').send(body);
  }
}
