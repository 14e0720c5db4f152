// Names without what they all begin with: "Hallands sjukhus Varberg" beside two others of that house is "Varberg".

export function shortNames(names: readonly string[]): Map<string, string> {
  const words = names.map((name) => name.split(' '));
  let common = 0;
  while (names.length > 1 && words.every((one) => one.length > common + 1 && one[common] === words[0]![common])) common++;
  return new Map(names.map((name, index) => [name, words[index]!.slice(common).join(' ')]));
}
