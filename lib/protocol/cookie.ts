import { FIRST_LANGUAGE, type Language, LANGUAGES } from "@/lib/language/texts.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * A choice that lasts in this browser, for `document.cookie`. A cookie, because then the server already makes the
 * page as it was left, and nothing moves when the scripts wake. `path` is the one that the app stands below.
 */
export function lastingCookie(name: string, fields: readonly string[], path: string): string {
  const value = fields.map(encodeURIComponent).join("/");
  return `${name}=${value}; Path=${path}; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}

/** The fields that were kept under a name, of a request's `cookie` header; a field that cannot be read is empty. */
export function cookieFields(header: string | null, name: string): string[] {
  const value = (header ?? "").split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return value === undefined ? [] : value.slice(name.length + 1).split("/").map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
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
