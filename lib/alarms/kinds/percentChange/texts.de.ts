import type { percentChangeWords } from "./rules.ts";
import type { percentChangeFormWords } from "./typed.ts";

const percentChange: typeof percentChangeWords = {
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
};

const percentChangeForm: typeof percentChangeFormWords = {
  title: "% vom Hoch/Tief",
  from: "Vom Hoch oder Tief, seit es das Paar hier gibt",
  extremes: { downFromMax: "% unter dem Hoch ↓", upFromMin: "% über dem Tief ↑" },
  onlyFalls: "vom Hoch kann ein Kurs nur fallen; -10% from high schreiben",
  onlyRises: "vom Tief kann ein Kurs nur steigen; +8% from low schreiben",
};

export const GERMAN = { percentChange, percentChangeForm };
