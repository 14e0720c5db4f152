import { isBare, sameView, viewOf } from './view-of.ts';

describe('a saved view', () => {
  const search = { badge: 'over', q: 'Åkesson', asOf: '2026-11-21T07:05:00.000Z', sort: 'caseRef', group: undefined };
  it('remembers filters, sort and columns, and neither the search nor the moment', () =>
    expect(viewOf(search, 'ward')).toEqual({ badge: 'over', sort: 'caseRef', hide: 'ward' }));
  it('is the one on the screen when all it says is so', () => {
    const view = viewOf(search, 'ward');
    expect(sameView(view, { ...view, q: 'Berg' })).toBe(true);
    expect(sameView(view, { ...view, badge: 'near' })).toBe(false);
    expect(sameView(view, { ...view, group: 'unit' })).toBe(false);
  });
  it('opens by itself only where nothing was asked for', () => expect([isBare({}), isBare({ q: 'Berg' })]).toEqual([true, false]));
});
