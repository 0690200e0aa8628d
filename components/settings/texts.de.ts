import type { settingsWords } from "./texts.ts";

export const GERMAN: typeof settingsWords = {
  title: "Einstellungen",
  browser: "Dieser Browser",
  language: "Sprache",
  likeBrowser: "Wie der Browser",
};
