// Turns TypeScript, and dependencies that ship only ES modules, into CommonJS for Jest. Plain CommonJS passes through untouched.
const swc = require('@swc/core');
const { createHash } = require('node:crypto');

const ESM =
  /(?:^|[;}\s])(?:import\s*(?:[\w*{]|["'])|export\s*(?:[{*]|default|const|let|var|class|function|async|abstract|enum|interface|type))|import\.meta/m;
const isTs = (file) => /\.[cm]?tsx?$/.test(file);

const options = (filename) => ({
  filename,
  swcrc: false,
  configFile: false,
  sourceMaps: 'inline',
  inputSourceMap: false,
  module: { type: 'commonjs', ignoreDynamic: false },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: isTs(filename) ? { syntax: 'typescript', decorators: true, tsx: filename.endsWith('x') } : { syntax: 'ecmascript' },
    transform: isTs(filename)
      ? {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields: false,
          hidden: { jest: true },
          react: { runtime: 'automatic' },
        }
      : undefined,
  },
});

module.exports = {
  canInstrument: false,
  getCacheKey: (src, file, o) =>
    createHash('sha1').update(`${swc.version}-2`).update(src).update(file).update(String(o.instrument)).digest('hex'),
  process: (src, file) => (!isTs(file) && !ESM.test(src) ? { code: src } : swc.transformSync(src, options(file))),
};
