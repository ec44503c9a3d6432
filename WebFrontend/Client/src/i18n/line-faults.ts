// What may be wrong with a line of text, whichever it is: the end of a sentence that begins with “This … has”.

type Words = { readonly half: string; readonly joiner: string; readonly hidden: string; readonly marks: (most: string) => string; readonly nothing: string };

/** The server's sentences about these fields, each with the words of a language. */
export function lineFaults(fields: readonly string[], words: Words): Readonly<Record<string, (...numbers: string[]) => string>> {
  const ends: readonly (readonly [string, (...numbers: string[]) => string])[] = [
    ['half a surrogate pair in it.', () => words.half],
    ['an invisible joiner where nothing is joined.', () => words.joiner],
    ['control characters, or such that change the direction of text or cannot be seen.', () => words.hidden],
    ['more than # marks on one letter.', (most) => words.marks(most ?? '')],
    ['nothing that can be seen.', () => words.nothing],
  ];
  return Object.fromEntries(fields.flatMap((field) => ends.map(([end, say]) => [`This ${field} has ${end}`, say])));
}
