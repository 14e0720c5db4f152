// The made-up Halland goes on living: real HL7 bytes over MLLP from three hospitals, and six municipalities acting through the API.
import { DemoSwitch, newLogger, OpaqueIds, type RunningProcess } from '#platform';
import { LiveDriver, type Register } from '#simulator';
import { journeyOfVisit } from '../intake/backfill.ts';
import { MllpGateway } from '../intake/mllp.gateway.ts';
import { keepRegister, readRegister } from './demo-register.ts';

/** How many times faster than life the made-up people live, so that something happens while you watch. */
const PACE = 12;

/** Where the made-up hospitals and municipalities find the product. */
export interface DemoTargets {
  readonly apiUrl: string;
  readonly mllp: { readonly host: string; readonly port: number };
}

const targetsIn = ({ app, config, url }: RunningProcess): DemoTargets => ({
  apiUrl: `${url.replace('localhost', config.host)}/api/v1`,
  mllp: { host: config.host, port: app.get(MllpGateway, { strict: false }).port },
});

/** Answers how to stop it, or null when there is nobody to drive. */
export async function startDemo(running: RunningProcess, targets = targetsIn(running)): Promise<(() => Promise<void>) | null> {
  const { app, clock, config } = running;
  const register = await readRegister(running);
  if (!register || !config.token) return null;
  const log = newLogger('demo');
  const ids = app.get(OpaqueIds, { strict: false });
  const keep = (lived: Register) => {
    keepRegister(running, lived).catch((error: Error) => log.warn({ err: { message: error.message } }, 'the demo could not be kept'));
  };
  const driver = new LiveDriver({
    seed: String(config.demoSeed),
    clock,
    pace: PACE,
    ...targets,
    token: config.token,
    register,
    keep,
    journeyOf: (visit) => journeyOfVisit(ids, visit),
    trouble: (error) => log.info({ err: { message: (error as Error).message } }, 'the demo met trouble'),
  });
  app.get(DemoSwitch, { strict: false }).traffic = {
    get running() {
      return driver.running;
    },
    speed: PACE,
    pause: () => driver.pause(),
    resume: () => driver.resume(),
  };
  driver.start();
  return () => driver.stop();
}
