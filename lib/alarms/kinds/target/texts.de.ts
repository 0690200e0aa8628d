import type { targetWords } from "./rules.ts";
import type { targetFormWords } from "./typed.ts";

const target: typeof targetWords = {
  figure: "Kurs",
  crosses: {
    any: (price) => `kreuzt ${price}`,
    fromBelow: (price) => `steigt über ${price}`,
    fromAbove: (price) => `fällt unter ${price}`,
  },
  chart: (arrow) => `Ziel ${arrow}`,
  fired: {
    up: (symbol, price, target) =>
      `${symbol} stieg auf ${price} und erreichte das Ziel ${target} von unten`,
    down: (symbol, price, target) =>
      `${symbol} fiel auf ${price} und erreichte das Ziel ${target} von oben`,
  },
};

const targetForm: typeof targetFormWords = {
  title: "Kurs",
  priceIn: (quote) => `Kurs in ${quote}`,
  now: (price) => `Jetzt bei ${price}`,
  ringsWhen: "Klingelt, wenn der Kurs",
  crossings: { any: "Kreuzt", fromBelow: "Steigt über ↑", fromAbove: "Fällt unter ↓" },
  wanted: "der Kurs, auf den gewartet wird",
  between: (typed, low, high) =>
    `Ein Alarm hat einen Kurs; statt „${typed}“ zwei setzen: „${low}“ und „${high}“`,
};

export const GERMAN = { target, targetForm };
