import type { indicatorWords } from "./indicator_texts.ts";
import type { numberWords } from "./texts.ts";

const numbers: typeof numberWords = {
  missing: (what) => `Es fehlt: ${what}`,
  unreadable: (typed) => `„${typed}“ ist keine Zahl`,
  notPositive: "Muss größer als 0 sein",
  unclear: (typed, one, other) => `„${typed}“ kann ${one} oder ${other} sein: eines davon eingeben`,
};

const indicators: typeof indicatorWords = {
  fields: {
    length: "Länge",
    deviations: "Abweichungen",
    fast: "Schnell",
    slow: "Langsam",
    signal: "Signallinie",
  },
  outside: (label, least, most) => `${label}: von ${least} bis ${most}`,
  notWhole: (label) => `${label}: eine ganze Zahl`,
  notFaster: "Schnell muss unter Langsam liegen",
};

export const GERMAN = { numbers, indicators };
