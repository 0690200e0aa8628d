import { FIRST_LANGUAGE, type Language, LANGUAGES, spokenLanguage } from "@/lib/language/texts.ts";
import { cookieFields, lastingCookie } from "@/lib/protocol/cookie.ts";

/** The locale that dates are written by. */
export function dateLocale(): string {
  const language = spokenLanguage();
  return language === FIRST_LANGUAGE ? "en-GB" : language;
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
    FIRST_LANGUAGE;
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
