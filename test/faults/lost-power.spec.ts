import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readGroup } from '../../apps/gateway/read-model/read.consumer.ts';
import { built } from '../built.ts';

jest.setTimeout(120_000);

describe('when the database loses its power', () => {
  let lost: { seen: string[]; there: string[]; reached: object; kept: object };
  // In a process of its own: Jest cannot load the package that brings the server.
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', await built('test/faults/lost-power.js')]);
    lost = JSON.parse(stdout) as typeof lost;
  });

  it('an event that was read in the log stays at its offset, and no other takes its place', () => {
    expect(lost.seen).toHaveLength(1);
    expect(lost.there).toEqual(lost.seen);
  });

  it('a durable group has done what it has done, and one that does not wait is given its last events once more', () => {
    expect(lost.reached).toEqual({ 'intake.waits': 1, 'intake.hurries': 1 });
    expect(lost.kept).toEqual({ 'intake.waits': 1, 'intake.hurries': 0 });
  });

  it('what browsers were told of is kept: the group that tells them is durable', () => {
    expect(readGroup.durable).toBe(true);
  });
});
