import { spawn } from 'node:child_process';
import { built } from '../built.ts';

jest.setTimeout(600_000);

let main: string;
beforeAll(async () => {
  main = await built('test/simulation/run.js');
});

/** A simulation changes what chance and time are for its whole process: so it gets one of its own. */
function played(...args: string[]): Promise<{ code: number | null; told: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.on('exit', (code) => resolve({ code, told }));
  });
}

it('some seeds of lost, doubled, late and disordered messages, crashes and races: every invariant holds', async () => {
  const { code, told } = await played('12', '--processes', '1');
  expect(told).toMatch(/^12 seeds, \d{4,} steps, \d{3,} events in \d+ s: 0 broken$/m);
  expect(code).toBe(0);
});

it('a seed played again is the same, byte for byte, whatever was played before it', async () => {
  const alone = await played('--seed', '5');
  const after = await played('--seed', '5', '--after', '2');
  expect(alone.told.split('\n').length).toBeGreaterThan(200);
  expect(after.told).toBe(alone.told);
});

it('and another seed is another story', async () => {
  const [one, other] = [await played('--seed', '5'), await played('--seed', '6')];
  expect(digest(one.told)).toMatch(/^[0-9a-f]{64}$/);
  expect(digest(one.told)).not.toBe(digest(other.told));
});

const digest = (told: string) => /^trace (\S+)$/m.exec(told)?.[1];

describe('what is built wrong is found within 50 seeds:', () => {
  let caught: Map<string, string>;
  let code: number | null;
  beforeAll(async () => {
    const run = await played('50', '--broken', 'each');
    code = run.code;
    caught = new Map(
      run.told
        .split('\n')
        .filter((line) => line.includes(': '))
        .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
    );
  });

  it.each([
    ['acknowledges-first', /I6: letter \d+ was acknowledged before it was committed/],
    [
      'books-what-it-saw-free',
      /I[34]: place \S+ (is given to \S+ while \S+ has it|goes from revision (\d+) to \2)|I4: placement\.(place|request) \S+ is not what its last event says/,
    ],
    ['knows-by-control-id', /I1: letter \d+ .* was acknowledged and is not stored/],
    ['offset-before-result', /I4: \S+ never handled/],
    ['no-inbox', /I2: flow\.\S+ handled event \S+ twice/],
    ['no-fence', /I2: flow\.\S+ handled event \S+ twice/],
    ['reads-past-last-id', /I4: \S+ never handled/],
  ])('%s', (name, finding) => {
    expect(caught.get(name)).toMatch(/^seed \d+, step \d+: /);
    expect(caught.get(name)).toMatch(finding);
  });

  it('all of them', () => expect(code).toBe(0));
});
