import { texts } from "@/lib/text/language.ts";

/** The page of settings. */
export const settingsWords = texts("settings", {
  title: "Settings",
  browser: "This browser",
  language: "Language",
  likeBrowser: "Like the browser",
});
