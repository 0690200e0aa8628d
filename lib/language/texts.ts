/** The languages of pages, each by its own name; the first counts where a browser asks for none of them. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

export const FIRST_LANGUAGE: Language = "en";

/** What another language says for the texts of an area: the same names, and functions of the same arguments. */
type Words<T> = {
  [K in keyof T]: T[K] extends string ? string
    : T[K] extends (...args: infer A) => string ? (...args: A) => string
    : T[K] extends (...args: never[]) => unknown ? T[K]
    : Words<T[K]>;
};

/** The texts of one language by area; what is missing is said in English. */
type Dictionary = Readonly<Record<string, object>>;

const areas = new Map<string, { readonly english: object; readonly spoken: object }>();
const dictionaries = new Map<Language, Dictionary>();
let spoken: Language = FIRST_LANGUAGE;

/**
 * The texts of an area of the pages. They are read where something is drawn, never at import: the same object
 * says them in the language that is spoken then.
 */
export function texts<T extends object>(area: string, english: T): Words<T> {
  const kept = { english, spoken: { ...english, ...dictionaries.get(spoken)?.[area] } };
  areas.set(area, kept);
  return kept.spoken as unknown as Words<T>;
}

/** Has a language at hand from now on. */
export function learn(language: Language, dictionary: Dictionary): void {
  dictionaries.set(language, dictionary);
}

/** Whether a language has to be loaded before it can be spoken. */
export function mustLearn(language: Language): boolean {
  return language !== FIRST_LANGUAGE && !dictionaries.has(language);
}

/** Has all texts said in a language. A server says it anew for each page, which is then drawn in one go. */
export function speak(language: Language): void {
  if (language === spoken) return;
  spoken = language;
  for (const [area, { english, spoken }] of areas) {
    Object.assign(spoken, english, dictionaries.get(language)?.[area]);
  }
}

/** The language that texts are said in now; dates are written by it, too. */
export function spokenLanguage(): Language {
  return spoken;
}

/** What comes from programs that speak English only, such as why a server refuses something. */
export const programWords = texts("programs", {
  /** The same in the language of the page where that is known, else in English. */
  said: (english: string) => english,
});
