import { type Language, learn, mustLearn } from "@/lib/language/texts.ts";

/** Has what pages say in a language at hand, loading it where it is not yet. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!mustLearn(language)) return;
  const { GERMAN } = await import("./german/german.ts");
  learn(language, GERMAN);
}
