import type { timeframeWords } from "./rules.ts";
import type { timeframeFormWords } from "./typed.ts";

const UNITS = {
  minutes: ["Minute", "Minuten"],
  hours: ["Stunde", "Stunden"],
  days: ["Tag", "Tagen"],
} as const;

const timeframe: typeof timeframeWords = {
  moves: {
    any: (size, span) => `bewegt sich ${size} ${span}`,
    up: (size, span) => `steigt ${size} ${span}`,
    down: (size, span) => `fällt ${size} ${span}`,
  },
  withinSpan: (length) => `in ${length}`,
  sinceStart: "seit dem Start",
  sinceAt: (price) => `seit ${price} beim Start`,
  length: (count, unit, isOne) => `${count} ${UNITS[unit][isOne ? 0 : 1]}`,
  chartSince: (size) => `${size} seit Start`,
  chartIn: (size, length) => `${size} in ${length}`,
  firedSince: (symbol, change, start) =>
    `${symbol} bewegte sich ${change} seit dem Start bei ${start}`,
  firedIn: (symbol, change, length) => `${symbol} bewegte sich ${change} in ${length}`,
  noValueAtStart: "entfällt bei timeUnit sinceStart",
  noStartWithin: "entfällt, außer bei timeUnit sinceStart",
  missing: (unit) => `fehlt: eine Zahl von ${UNITS[unit][1]} über 0`,
  limits: "muss ein Fenster von 1 Sekunde bis 30 Tagen ergeben",
};

const timeframeForm: typeof timeframeFormWords = {
  title: "% Bewegung",
  move: "Bewegung",
  ways: { any: "Auf oder ab", up: "Auf ↑", down: "Ab ↓" },
  within: "Innerhalb von",
  units: { minutes: "Minuten", hours: "Stunden", days: "Tagen", sinceStart: "Seit jetzt" },
  sinceHint: "Vergleicht mit dem Kurs in diesem Moment und danach mit dem, bei dem er klingelte.",
  howMany: { minutes: "Wie viele Minuten", hours: "Wie viele Stunden", days: "Wie viele Tage" },
  wanted: "wie lang das Fenster ist",
  tooShort: (window) => `„${window}“ ist zu kurz: Ein Fenster hat 1 Sekunde bis 30 Tage`,
  tooLong: (window) => `„${window}“ ist zu lang: Ein Fenster hat 1 Sekunde bis 30 Tage`,
  unclear: (said) =>
    `„${said}“ ist nicht klar; „since start“ schreiben oder eine Zeitspanne wie „in 15m“`,
  unclearStart: (said) => `„${said}“ ist nicht klar; „since start“ schreiben`,
};

export const GERMAN = { timeframe, timeframeForm };
