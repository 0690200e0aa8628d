import { loadLanguage } from "@/components/languages/load.ts";
import { type Language, speak } from "@/lib/language/texts.ts";

/** On pages that are not in English: shows nothing, but has their language at hand before any island wakes. */
export function PageLanguage() {
  return null;
}

if (typeof document !== "undefined") {
  const language = document.documentElement.lang as Language;
  // All islands of a page wake together, once each of their scripts has run to its end.
  await loadLanguage(language);
  speak(language);
}
