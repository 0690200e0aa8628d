import type { percentChangeWords } from "./texts.ts";

export const GERMAN: typeof percentChangeWords = {
  title: "% vom Hoch/Tief",
  from: "Vom Hoch oder Tief, seit es das Paar hier gibt",
  extremes: { downFromMax: "% unter dem Hoch ↓", upFromMin: "% über dem Tief ↑" },
  falls: (size) => `fällt ${size} vom Hoch`,
  rises: (size) => `steigt ${size} vom Tief`,
  chartDown: (size) => `\u2212${size} Hoch`,
  chartUp: (size) => `+${size} Tief`,
  fired: {
    up: (symbol, size, reference, asked) =>
      `${symbol} liegt ${size} über dem Tief ${reference} (verlangt: ${asked})`,
    down: (symbol, size, reference, asked) =>
      `${symbol} liegt ${size} unter dem Hoch ${reference} (verlangt: ${asked})`,
  },
  onlyFalls: "vom Hoch kann ein Kurs nur fallen; -10% from high schreiben",
  onlyRises: "vom Tief kann ein Kurs nur steigen; +8% from low schreiben",
};
