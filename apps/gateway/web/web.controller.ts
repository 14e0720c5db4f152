// The screens: files of the web build, and its page for every other path that is no file, so that deep links and reloads work.
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { OpenRoute, ProblemError } from '#platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WebBuild } from './web-build.ts';

/** Paths that belong to machines: an unknown one is an error, never a page. */
const notPages = /^\/(api|docs|docs-json|health|metrics|assets)(\/|$)/;

@Controller()
export class WebController {
  constructor(@Inject(WebBuild) private readonly build: WebBuild) {}

  @OpenRoute()
  @Get(['/', '*'])
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split('?')[0]!;
    const file = this.build.file(path) ?? (isPage(path) ? this.build.file('/index.html') : undefined);
    if (!file) throw new ProblemError('not-found');
    const gzip = file.gzip && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    void reply
      .header('content-type', file.type)
      .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-store')
      .header('vary', 'accept-encoding');
    if (gzip) void reply.header('content-encoding', 'gzip');
    await reply.send(gzip ? file.gzip : file.body);
  }
}

/** The ids of alerts hold dots; no other page's address does. */
const anAlert = /^\/larm\/[\w-]+(\.[\w-]+)*$/;
/** A path without a file ending, encoded tricks or dots. */
const isPage = (path: string): boolean =>
  anAlert.test(path) || (!notPages.test(path) && /^\/[\w/:ÅÄÖåäö%-]*$/.test(path) && !/%2e|%2f|%5c|%00/i.test(path));
