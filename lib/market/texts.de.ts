import type { numberWords } from "./texts.ts";

const numbers: typeof numberWords = {
  missing: (what) => `Es fehlt: ${what}`,
  unreadable: (typed) => `„${typed}“ ist keine Zahl`,
  notPositive: "Muss größer als 0 sein",
  unclear: (typed, one, other) => `„${typed}“ kann ${one} oder ${other} sein: eines davon eingeben`,
};

export const GERMAN = { numbers };
