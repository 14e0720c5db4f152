// Loaded before the product, so that it believes it is started at another hour or weekday: `--at` of the browser test. Later than now only, as what the
// browser is told to keep would be over at once.
const ahead = Date.parse(process.env['SLUSS_TEST_AT'] ?? '') - Date.now();
if (!(ahead >= 0)) throw new Error('SLUSS_TEST_AT must be a moment to come, like 2031-11-29T02:30:00Z');

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(...(given.length === 0 ? ([RealDate.now() + ahead] as const) : (given as [number])));
  }
  static override now(): number {
    return RealDate.now() + ahead;
  }
} as DateConstructor;
