import { type Language, learn, mustLearn, speak, texts, type Words } from "@/lib/text/language.ts";

/**
 * The texts of an area of the components; `texts.de.ts` beside it has the German ones. A page in another
 * language than English loads that one before anything of it wakes, so that nothing is drawn twice.
 */
export function pageTexts<T extends object>(area: string, english: T): Words<T> {
  return texts(area, english);
}

/** Has a language at hand, loading it where it is not yet. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!mustLearn(language)) return;
  const { GERMAN } = await import("@/components/german.ts");
  learn(language, GERMAN);
}

if (typeof document !== "undefined") {
  // The server says it in the page; `loadLanguage` of English does nothing.
  const language = document.documentElement.lang as Language;
  await loadLanguage(language);
  speak(language);
}
