import { VersionConflict } from './event-store.ts';
import { backOff, classify, reasonOf } from './faults.ts';

const withCode = (code: string) => Object.assign(new Error('from the database'), { code });

describe('a fault', () => {
  it.each([
    '40001',
    '40P01',
    '08006',
    '08001',
    '57P01',
    '57P03',
    '53300',
    '53100',
    '57014',
    '55P03',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
  ])('%s passes by itself', (code) => expect(classify(withCode(code))).toBe('passing'));

  it.each(['23505', '23502', '42703', '22P02', 'ERR_INVALID_ARG_TYPE'])('%s lasts', (code) =>
    expect(classify(withCode(code))).toBe('lasting'),
  );

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Database connection provided by a query runner was already released, cannot continue to use its querying methods anymore.',
  ])('with the words "%s" passes', (message) => expect(classify(new Error(message))).toBe('passing'));

  it('is judged by what the driver said, when TypeORM has wrapped it', () => {
    expect(classify(Object.assign(new Error('QueryFailedError'), { driverError: withCode('40P01') }))).toBe('passing');
    expect(classify(new Error('could not read', { cause: withCode('ECONNRESET') }))).toBe('passing');
  });

  it('of a connection that nobody answers passes, and the same code of a file lasts', () => {
    const gone = withCode('ENOENT');
    expect(classify(Object.assign(new Error('connect ENOENT'), { code: 'ENOENT', syscall: 'connect' }))).toBe('passing');
    expect(classify(gone)).toBe('lasting');
  });

  it('of two writers in each other’s way passes', () => expect(classify(new VersionConflict('p', 1, 2))).toBe('passing'));

  it.each([[new TypeError('x is undefined')], ['a string'], [null], [undefined], [{}]])('of any other kind lasts: %p', (fault) => {
    expect(classify(fault)).toBe('lasting');
  });
});

describe('the pause before the next try', () => {
  it('doubles from 25 ms and stays at 5 s', () => {
    expect([1, 2, 3, 8, 9, 30, 1e9].map(backOff)).toEqual([25, 50, 100, 3200, 5000, 5000, 5000]);
  });
});

describe('the reason of a fault', () => {
  it('is one short line that the database can store', () => {
    expect(reasonOf(new RangeError('out of \0 range'))).toBe('RangeError: out of   range');
    expect(reasonOf('plain words')).toBe('plain words');
    expect(reasonOf(undefined)).toBe('unknown error');
    expect(reasonOf(new Error('x'.repeat(9999)))).toHaveLength(500);
  });
});
