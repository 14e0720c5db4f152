import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { built } from '../built.ts';

jest.setTimeout(120_000);

// In a process of its own: Jest cannot load the package that brings the server.
it('when the database loses its power, an event that was read in the log stays at its offset, and no other takes its place', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', await built('test/faults/lost-power.js')]);
  const { seen, there } = JSON.parse(stdout) as { seen: string[]; there: string[] };
  expect(seen).toHaveLength(1);
  expect(there).toEqual(seen);
});
