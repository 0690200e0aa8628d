import { pageTexts } from "@/components/kit/page_texts.ts";

/** The page of settings. */
export const settingsWords = pageTexts("settings", {
  title: "Settings",
  browser: "This browser",
  language: "Language",
  likeBrowser: "Like the browser",
});
