// Habits that no compiler checks: a pure core, files a reader can hold in mind, and words the product's papers do not use.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = tracked.filter((f) => /^(apps|libs)\/.*\.tsx?$/.test(f));

const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bsetInterval\(|\basync\b|\bawait\b|\bconsole\./;

const offends = (text: string) => impure.test(text.replace(/\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, ''));

/** HL7 Sweden's examples, and the story's own from Skatteverket's list. */
const publishedElsewhere = ['196109732393', '197010632391', '191212121212', '193008077723'];

describe('habits', () => {
  it('the core reads no clock, no random source, no environment, and waits for nothing', () => {
    expect(sources.filter((f) => f.startsWith('libs/domain/') && !f.endsWith('.spec.ts') && offends(read(f)))).toEqual([]);
  });

  it('and the check for that can fail', () => {
    for (const text of [
      'const now = Date.now();',
      'const d = new Date();',
      'Math.random()',
      'export async function f() {}',
      'process.env.X',
    ])
      expect(offends(text)).toBe(true);
    expect(offends('const d = new Date(at); // not Date.now()')).toBe(false);
  });

  it('no source file is longer than a reader holds in mind', () => {
    const long = sources.filter(
      (f) => !/\.(spec|contract)\.tsx?$|\/i18n\/|official-test-numbers|api\/routes\.ts/.test(f) && read(f).split('\n').length > 330,
    );
    expect(long).toEqual([]);
  });

  it('no file is named by what it is not', () => {
    expect(tracked.filter((f) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(f))).toEqual([]);
  });

  it('no personnummer outside the official test numbers stands in the repository', () => {
    const officials = read('libs/simulator/official-test-numbers.ts').replaceAll('-', '');
    const found = tracked
      .filter((f) => !/package-lock|official-test-numbers|\.png$/.test(f))
      .flatMap((f) =>
        [...read(f).matchAll(/(?<!\d)((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])-?\d{4})(?!\d)/g)].map((m) => ({
          f,
          n: m[1]!.replace('-', ''),
        })),
      )
      .filter(({ n }) => luhn(n.slice(2)) && !officials.includes(n) && !publishedElsewhere.includes(n));
    expect(found).toEqual([]);
  });
});

function luhn(ten: string): boolean {
  const sum = [...ten].reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
