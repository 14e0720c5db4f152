import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { newFastifyAdapter, ProblemFilter } from '#platform';
import { testConfig } from '#testing';
import { DocsController } from '../docs/docs.controller.ts';
import { WEB_FOLDER, WebBuild } from './web-build.ts';
import { WebController } from './web.controller.ts';

describe('pages and documents', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluss-web-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Sluss</title><meta name="build" content="4f2a91c0">');
    writeFileSync(join(folder, 'assets', 'main-4f2a.js'), `console.log('${'x'.repeat(2000)}')`);
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
    const module = await Test.createTestingModule({
      controllers: [DocsController, WebController],
      providers: [WebBuild, { provide: WEB_FOLDER, useValue: folder }],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(newFastifyAdapter(testConfig()), { logger: false });
    app.useGlobalFilters(new ProblemFilter());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());
  const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });

  it.each(['/', '/ko', '/arende/j-1', '/platser?kommun=1382', '/larm/short-term-shortage.1382.mwoqmhcs'])(
    '%s is the page, never kept by the browser',
    async (url) => {
      const reply = await get(url);
      expect(reply.statusCode).toBe(200);
      expect(reply.payload).toContain('<title>Sluss</title>');
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.headers['content-security-policy']).toMatch(/script-src 'self'/);
      expect(reply.headers['content-security-policy']).not.toMatch(/unsafe/);
    },
  );

  it('every answer of the API names the build, so that an older page learns of it; pages do not need to', async () => {
    expect((await get('/api/v1/none')).headers['x-sluss-build']).toBe('4f2a91c0');
    expect((await get('/ko')).headers['x-sluss-build']).toBeUndefined();
  });

  it('keeps hashed files for ever and sends them packed to who can unpack', async () => {
    const plain = await get('/assets/main-4f2a.js');
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    const packed = await get('/assets/main-4f2a.js', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.payload);
  });

  it.each([
    '/assets/none.js',
    '/none.txt',
    '/api/v1/none',
    '/health/none',
    '/docs/none',
    '/..%2f..%2fetc%2fpasswd',
    '/docs/events/None.v1.json',
    '/docs/events/PatientAdmitted.v2.json',
    '/docs/__proto__',
  ])('%s is not found', async (url) => {
    const reply = await get(url);
    expect(reply.statusCode).toBe(404);
    expect(reply.payload).not.toContain('<title>');
  });

  it('has the documents for those who connect', async () => {
    expect((await get('/docs-json')).json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Sluss' } });
    expect((await get('/docs/events')).json()).toMatchObject({ asyncapi: '3.0.0' });
    expect((await get('/docs/events/PatientAdmitted.v1.json')).json()).toMatchObject({ title: 'PatientAdmitted' });
    const page = await get('/docs');
    for (const [, file] of page.payload.matchAll(/(?:src|href)="([^"]+)"/g))
      expect([file, (await get(file!)).statusCode]).toEqual([file, 200]);
    expect(page.payload).not.toMatch(/<script>|style=|onload=/);
  });
});
