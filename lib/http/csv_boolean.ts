/** Yes and no as spreadsheets write them in their languages, in capitals. */
const YES = [
  ...["TRUE", "WAHR", "VRAI", "VERDADERO", "VERO", "VERDADEIRO", "WAAR", "PRAWDA", "SANT", "SAND"],
  ...["SANN", "TOSI", "PRAVDA", "DO\u011eRU", "IGAZ", "CERT", "ADEV\u0102RAT"],
  ...["\u0418\u0421\u0422\u0418\u041d\u0410", "\u0406\u0421\u0422\u0418\u041d\u0410"],
];
const NO = [
  ...["FALSE", "FALSCH", "FAUX", "FALSO", "ONWAAR", "FA\u0141SZ", "FALSKT", "FALSK", "USANN"],
  ...["EP\u00c4TOSI", "NEPRAVDA", "YANLI\u015e", "HAMIS", "FALS"],
  ...["\u041b\u041e\u0416\u042c", "\u0425\u0418\u0411\u041d\u0406\u0421\u0422\u042c"],
];
const ENGLISH: ReadonlySet<string> = new Set(["TRUE", "FALSE"]);
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...YES.map((word) => [word, true] as const),
  ...NO.map((word) => [word, false] as const),
]);

/** Whether the text of a cell says yes or no; null when it is neither. */
export function readCsvBoolean(text: string): boolean | null {
  return WORDS.get(text.toUpperCase()) ?? null;
}

/** Whether a cell is a yes or no of a language that writes decimals with a comma: all of them but English. */
export function isForeignBoolean(text: string): boolean {
  const word = text.toUpperCase();
  return WORDS.has(word) && !ENGLISH.has(word);
}
