export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  transform: { '\\.[cm]?[jt]sx?$': '<rootDir>/test/jest-swc.cjs' },
  transformIgnorePatterns: ['/node_modules/(typescript|@swc|jest.*|@jest)/'],
  moduleNameMapper: {
    '^#(contracts|domain|eventing|platform|simulator|testing)$': '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.tsx', '$1.js', '$1'],
  },
  // They need a broker: `npm run test:kafka`.
  testPathIgnorePatterns: ['/node_modules/', '\\.kafka\\.spec\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.test/'],
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  coverageProvider: 'v8',
  testTimeout: 30000,
};
