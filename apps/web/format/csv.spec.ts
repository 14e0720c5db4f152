import { csvCell, csvText } from './csv.ts';
import { numberText, percent } from './numbers.ts';

describe('CSV for a Swedish Excel', () => {
  it('starts with the byte order mark and parts cells by semicolon', () =>
    expect(csvText(['Ärende', 'Väntat (h)'], [['Ä-1007', 98.5]])).toBe('\ufeffÄrende;Väntat (h)\r\nÄ-1007;98,5\r\n'));
  it.each(['=1+1', '+46', '-x', '@cmd', '\tx'])('never lets %p run as a formula', (value) => expect(csvCell(value)).toContain(`'${value}`));
  it('leaves negative numbers numbers', () => expect(csvCell(-1)).toBe('-1'));
  it('quotes what would break the row', () => expect(csvCell('a;"b"\nc')).toBe('"a;""b""\nc"'));
  it('leaves what is not known empty', () => expect(csvCell(null)).toBe(''));
});

describe('figures', () => {
  it('groups in Swedish with a space that does not break', () => expect(numberText(2964, 'sv')).toBe('2\u00a0964'));
  it('has a decimal comma', () => expect(numberText(3.25, 'sv', 1)).toBe('3,3'));
  it('has no share of nothing', () => expect([percent(0, 0), percent(1, 3)]).toEqual([0, 33]));
});
