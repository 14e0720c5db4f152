// The suites that need a real broker: `npm run test:kafka`.
import base from './jest.config.mjs';

export default {
  ...base,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['**/*.kafka.spec.ts'],
  globalSetup: '<rootDir>/test/kafka/global-setup.mjs',
  globalTeardown: '<rootDir>/test/kafka/global-teardown.mjs',
  testTimeout: 60000,
};
