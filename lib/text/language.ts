import { cookieFields, lastingCookie } from "@/lib/protocol/cookie.ts";

/** The languages of pages, each by its own name; the first counts where a browser asks for none of them. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

const FIRST: Language = "en";

/** What another language says for the texts of an area: the same names, and functions of the same arguments. */
export type Words<T> = {
  [K in keyof T]: T[K] extends string ? string
    : T[K] extends (...args: infer A) => string ? (...args: A) => string
    : T[K] extends (...args: never[]) => unknown ? T[K]
    : Words<T[K]>;
};

/** The texts of one language by area; what is missing is said in English. */
type Dictionary = Readonly<Record<string, object>>;

const areas = new Map<string, { readonly english: object; readonly spoken: object }>();
const dictionaries = new Map<Language, Dictionary>();
let spoken: Language = FIRST;

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
  return language !== FIRST && !dictionaries.has(language);
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

const COOKIE = "language";

/** The choice of a language as a cookie for `document.cookie`, at a path; null to follow the browser. */
export function languageCookie(language: Language | null, path: string): string {
  return lastingCookie(COOKIE, [language ?? ""], path);
}

/** The language that was chosen in this browser, in a request's `cookie` header; null for none. */
export function chosenLanguage(cookie: string | null): Language | null {
  return known(cookieFields(cookie, COOKIE)[0] ?? "");
}

/** The language of a page: as chosen in the browser, else the one of ours that it likes best (`Accept-Language`). */
export function languageOf(headers: Pick<Headers, "get">): Language {
  return chosenLanguage(headers.get("cookie")) ?? liked(headers.get("accept-language") ?? "") ??
    FIRST;
}

/** No browser sends more; whatever stands behind is not read. */
const MAX_LIKED = 20;

function liked(header: string): Language | null {
  const ranges = header.split(",", MAX_LIKED).map((range) => {
    const [name = "", ...parameters] = range.trim().split(";");
    const weight = parameters.map((one) => one.trim()).find((one) => one.startsWith("q="));
    return { language: known(name), weight: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  const [best] = ranges.filter(({ language, weight }) => language !== null && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best?.language ?? null;
}

/** `de-AT` is German. */
function known(name: string): Language | null {
  const [primary = ""] = name.toLowerCase().split("-");
  return Object.hasOwn(LANGUAGES, primary) ? primary as Language : null;
}
