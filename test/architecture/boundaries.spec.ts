// The boundary rules hold, and each of them can fail: one violation per rule is planted in a copy of the tree and must be named.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const violations = (cwd: string, ...folders: string[]): { rule: { name: string }; from: string }[] => {
  const args = [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    ...folders,
  ];
  let out: string;
  try {
    out = execFileSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  } catch (error) {
    out = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(out) as { summary: { violations: { rule: { name: string }; from: string }[] } }).summary.violations;
};

/** rule -> a file that breaks it. */
const planted: Record<string, { file: string; text: string }> = {
  'contracts-know-only-zod': {
    file: 'libs/contracts/planted.ts',
    text: `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
  },
  'domain-is-pure': { file: 'libs/domain/planted.ts', text: `import { createHash } from 'node:crypto';\nexport const x = createHash;\n` },
  'eventing-stands-below': {
    file: 'libs/eventing/planted.ts',
    text: `import { halland } from '../platform/region.ts';\nexport const x = halland;\n`,
  },
  'platform-knows-no-rules': {
    file: 'libs/platform/planted.ts',
    text: `import { x as y } from '../domain/clean.ts';\nexport const x = y;\n`,
  },
  'simulator-is-outside': {
    file: 'libs/simulator/planted.ts',
    text: `import { halland } from '../platform/region.ts';\nexport const x = halland;\n`,
  },
  'simulator-core-is-pure': {
    file: 'libs/simulator/planted-core.ts',
    text: `import { Socket } from 'node:net';\nexport const x = Socket;\n`,
  },
  'apps-do-not-meet': { file: 'apps/intake/planted.ts', text: `import { x as y } from '../flow/clean.ts';\nexport const x = y;\n` },
  'cli-tends-tables': { file: 'apps/cli/planted.ts', text: `import { x as y } from '../flow/clean.ts';\nexport const x = y;\n` },
  'web-knows-contracts-only': {
    file: 'apps/web/planted.ts',
    text: `import { halland } from '../../libs/platform/region.ts';\nexport const x = halland;\n`,
  },
  'testing-is-for-tests': {
    file: 'apps/flow/planted.ts',
    text: `import { x as y } from '../../libs/testing/clean.ts';\nexport const x = y;\n`,
  },
  'kafkajs-in-one-file': { file: 'apps/flow/planted-kafka.ts', text: `import { Kafka } from 'kafkajs';\nexport const x = Kafka;\n` },
  'no-circles': { file: 'libs/domain/circle-a.ts', text: `import { b } from './circle-b.ts';\nexport const a = () => b;\n` },
  resolves: { file: 'libs/domain/planted-missing.ts', text: `import { x as y } from './nowhere.ts';\nexport const x = y;\n` },
};

describe('boundaries', () => {
  it('hold in the product', () => {
    expect(violations(root, 'apps', 'libs', 'test')).toEqual([]);
  });

  it('are each broken by a planted violation, which is named', () => {
    const copy = mkdtempSync(join(tmpdir(), 'sluss-boundaries-'));
    const put = (file: string, text: string) => {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), text);
    };
    try {
      for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'tsconfig.boundaries.json', 'package.json'])
        cpSync(join(root, file), join(copy, file));
      mkdirSync(join(copy, 'node_modules/kafkajs'), { recursive: true });
      put('node_modules/kafkajs/package.json', '{"name":"kafkajs","version":"0.0.0","main":"index.js"}');
      put('node_modules/kafkajs/index.js', 'exports.Kafka = class {};');
      symlinkSync(join(root, 'node_modules/zod'), join(copy, 'node_modules/zod'));
      symlinkSync(join(root, 'node_modules/typescript'), join(copy, 'node_modules/typescript'));
      put('libs/platform/region.ts', 'export const halland = 1;\n');
      for (const folder of ['libs/domain', 'apps/flow', 'libs/testing']) put(`${folder}/clean.ts`, 'export const x = 1;\n');
      put('libs/domain/circle-b.ts', `import { a } from './circle-a.ts';\nexport const b = () => a;\n`);
      for (const { file, text } of Object.values(planted)) put(file, text);
      const found = violations(copy, 'apps', 'libs');
      for (const [rule, { file }] of Object.entries(planted)) {
        expect(found.filter((v) => v.rule.name === rule).map((v) => v.from)).toContain(file);
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }, 60_000);

  it('leave no rule without a planted violation', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>(join(root, '.dependency-cruiser.cjs'));
    expect(Object.keys(planted).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
  });
});
