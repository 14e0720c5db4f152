// Builds the front end into dist/web, where the gateway serves it under `default-src 'self'`.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** react-aria ships its strings in some thirty languages; the screens speak two. */
const twoLanguages: Plugin = {
  name: 'two-languages',
  enforce: 'pre',
  resolveId(source, importer) {
    const locale = /\/([a-z]{2}-[A-Z]{2})\.m?js$/.exec(source)?.[1];
    return locale && locale !== 'sv-SE' && locale !== 'en-US' && importer?.includes('react-aria') ? '\0no-strings' : null;
  },
  load: (id) => (id === '\0no-strings' ? 'export default {};' : null),
};

/** The build's name, written into its page: a hash of the page, which names every first file by a hash of what it holds and of what it leads to. */
const named: Plugin = {
  name: 'named',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => [
      { tag: 'meta', attrs: { name: 'build', content: createHash('sha256').update(html).digest('hex').slice(0, 12) }, injectTo: 'head' },
    ],
  },
};

export default defineConfig({
  root: here('.'),
  plugins: [twoLanguages, named, react()],
  resolve: { alias: { '#contracts': here('../../libs/contracts/index.ts') } },
  // light-dark() and nesting are left as they are: what these versions lack is not worth twice the style sheet.
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { port: 5173, proxy: { '/api': process.env['SLUSS_API'] ?? 'http://localhost:3000' } },
});
