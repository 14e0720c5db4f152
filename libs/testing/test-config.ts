import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '#platform';

/** The settings of a test: fixed keys, free ports, no demo unless asked for. */
export const testConfig = (env: Record<string, string> = {}): Config =>
  readConfig({
    PORT: '0',
    MLLP_PORT: '0',
    SLUSS_DATA: join(tmpdir(), 'sluss-test-data'),
    SLUSS_DEMO: 'off',
    SLUSS_TOKEN: 'test-token-test-token-test-token-test',
    SLUSS_KEY: Buffer.alloc(32, 7).toString('base64'),
    SLUSS_LOG: 'error',
    ...env,
  });
