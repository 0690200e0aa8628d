import type { pageWords } from "./texts.ts";

export const GERMAN: typeof pageWords = {
  skip: "Zum Inhalt springen",
  brandLabel: "Crypto Price Alarm, Kurse",
  pages: "Seiten",
  prices: "Kurse",
  alarms: "Alarme",
  log: "Protokoll",
  channels: "Kanäle",
  settings: "Einstellungen",
  account: "Konto",
  noScript: "Ohne JavaScript steht diese Seite still.",
  noScriptDetail:
    "Die Kurse sind die beim Laden, Alarme klingeln hier nicht, und nichts lässt sich ändern.",
};
