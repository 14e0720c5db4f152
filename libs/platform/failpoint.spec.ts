import { failpointOf, FAILPOINT_SETTING } from './failpoint.ts';

const at = (text: string | undefined, end: () => Promise<void>, more: Record<string, string> = {}) =>
  failpointOf({ ...(text === undefined ? {} : { [FAILPOINT_SETTING]: text }), ...more }, end);

describe('a process that is set to end at a named moment', () => {
  const ended: string[] = [];
  const end = async () => void ended.push('here');
  beforeEach(() => ended.splice(0));

  it('ends there the third time it passes, and at no other moment', async () => {
    const pass = at('relay.read:3', end);
    for (const name of ['relay.read', 'relay.committed', 'relay.read', 'consumer.begin'] as const) await pass(name);
    expect(ended).toEqual([]);
    await pass('relay.read');
    expect(ended).toEqual(['here']);
  });

  it('ends nowhere when it was not set to', async () => {
    const pass = at(undefined, end);
    for (let i = 0; i < 100; i++) await pass('relay.read');
    expect(ended).toEqual([]);
  });

  it.each(['relay.red:1', 'relay.read', 'relay.read:0', 'relay.read:-1', '', 'consumer.begin:1x'])(
    'is told which moments there are instead of starting at %p',
    (text) => {
      expect(() => at(text, end)).toThrow(/SLUSS_TEST_FAILPOINT: must be .+ there are relay\.read, /);
    },
  );

  it('does not start at all where the product is run in earnest', () => {
    expect(() => at('relay.read:3', end, { NODE_ENV: 'production' })).toThrow(/SLUSS_TEST_FAILPOINT: is for tests/);
    expect(() => at(undefined, end, { NODE_ENV: 'production' })).not.toThrow();
  });
});
