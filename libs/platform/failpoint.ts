// A process that is started to end at a named moment, as hard as when the power goes: `SLUSS_TEST_FAILPOINT=consumer.handled:37` at the 37th time it
// passes there. For the fault suite alone: without the variable nothing is counted, the image refuses it, and whoever starts with it is told so.
import { failpointNames, type Failpoint, type FailpointName } from '#eventing';
import { ConfigError } from './config.ts';
import { newLogger } from './logging.ts';

export const FAILPOINT = Symbol('Failpoint');
export const FAILPOINT_SETTING = 'SLUSS_TEST_FAILPOINT';

export const passesAll: Failpoint = async () => {};

/** Throws a ConfigError for a moment that there is not, and for any in an image that is run in earnest. */
export function failpointOf(env: Readonly<Record<string, string | undefined>>, end = endNow): Failpoint {
  const text = env[FAILPOINT_SETTING];
  if (text === undefined) return passesAll;
  if (env.NODE_ENV === 'production') throw refused('is for tests, and NODE_ENV is production; leave it out');
  const [, name, nth] = /^([a-z.-]+):([1-9]\d{0,6})$/.exec(text) ?? [];
  if (!failpointNames.includes(name as FailpointName))
    throw refused(`must be the name of a moment and a number, like relay.read:5; there are ${failpointNames.join(', ')}`);
  newLogger('failpoint').warn({ point: name, nth: Number(nth) }, 'this process is set to end itself');
  let left = Number(nth);
  return async (passed) => {
    if (passed === name && --left === 0) await end();
  };
}

const refused = (fault: string) => new ConfigError([{ name: FAILPOINT_SETTING, fault }]);

/** Nothing after it is done, not even what the event loop has already been asked to do. */
function endNow(): Promise<void> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}
