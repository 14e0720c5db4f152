// Who may import whom. Each rule is proven by a planted violation in test/architecture/boundaries.spec.ts.
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only(
      'contracts-know-only-zod',
      'Contracts are read by everyone, the browser too.',
      { path: '^libs/contracts/', pathNot: '\\.spec\\.ts$' },
      { pathNot: ['^libs/contracts/', '^node_modules/zod/'] },
    ),
    only(
      'domain-is-pure',
      'The core imports contracts and itself: no package, no node:*.',
      { path: '^libs/domain/', pathNot: '\\.(spec|fixture)\\.ts$' },
      { pathNot: ['^libs/(domain|contracts)/'] },
    ),
    only(
      'eventing-stands-below',
      'Eventing knows contracts and drivers, no other lib.',
      { path: '^libs/eventing/', pathNot: '(\\.(spec|contract)|/contract-rig)\\.ts$' },
      { path: '^(apps/|libs/(platform|domain|simulator|testing)/)' },
    ),
    only(
      'platform-knows-no-rules',
      'Platform carries roles; it does not know what they do.',
      { path: '^libs/platform/', pathNot: '\\.spec\\.ts$' },
      { path: '^(apps/|libs/(domain|simulator|testing)/)' },
    ),
    only(
      'simulator-is-outside',
      'The made-up Halland speaks to the product as a hospital does.',
      { path: '^libs/simulator/', pathNot: '\\.spec\\.ts$' },
      { path: '^(apps/|libs/(platform|eventing|testing)/)' },
    ),
    only(
      'simulator-core-is-pure',
      'Only libs/simulator/live opens sockets.',
      { path: '^libs/simulator/(?!live/)', pathNot: '\\.spec\\.ts$' },
      { dependencyTypes: ['core', 'npm'] },
    ),
    only(
      'apps-do-not-meet',
      'An app never imports another; they meet in events. `all` starts them together, `cli` tends the tables of all.',
      { path: '^apps/([^/]+)/', pathNot: '^apps/(all|cli)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    only(
      'cli-tends-tables',
      'Of an app the command line knows its migrations and nothing else.',
      { path: '^apps/cli/', pathNot: '\\.spec\\.ts$' },
      { path: '^apps/(?!cli/)', pathNot: '^apps/[^/]+/migrations\\.ts$' },
    ),
    only(
      'web-knows-contracts-only',
      'The front end knows the contracts and pure views.',
      { path: '^apps/web/' },
      { path: '^libs/', pathNot: '^libs/(contracts|domain)/' },
    ),
    only(
      'testing-is-for-tests',
      'Product code never imports the test kit.',
      { pathNot: ['\\.(spec|contract)\\.tsx?$', '/contract-rig\\.ts$', '^libs/testing/', '^test/', '/testing(/|\\.ts$)'] },
      { path: '^libs/testing/' },
    ),
    only(
      'kafkajs-in-one-file',
      'Kafka is a transport behind a port.',
      { pathNot: '^libs/eventing/kafka-transport\\.ts$' },
      { path: 'node_modules/kafkajs/' },
    ),
    only('no-circles', 'A circle hides who decides.', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    only('resolves', 'Every import leads somewhere.', { pathNot: '^apps/web/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|/dist/web/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.boundaries.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
