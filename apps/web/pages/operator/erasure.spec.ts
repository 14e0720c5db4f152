import { caseNumberIn, confirms } from './erasure.ts';

describe('before a person is erased', () => {
  it('the case is named by its number, however it is typed', () => {
    for (const typed of ['Ä-7K2M0', ' ä-7k2mo ', 'a-7k2m0', 'A\u0308-7K2M0']) expect(caseNumberIn(typed)).toBe('Ä-7K2M0');
  });

  it('a name, an identity number or half a case number is not looked for', () => {
    for (const typed of ['Anna Berg', 'Bergs', '19121212-1212', '', 'Ä-', 'Ä-7K2M']) expect(caseNumberIn(typed)).toBeNull();
  });

  it('the same number is typed once more, whole', () => {
    expect(confirms('ä-7k2m0', 'Ä-7K2M0')).toBe(true);
    for (const typed of ['', 'Ä-7K2M', 'Ä-7K2M1', 'ja']) expect(confirms(typed, 'Ä-7K2M0')).toBe(false);
  });
});
