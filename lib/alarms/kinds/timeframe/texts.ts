import { texts } from "@/lib/language/texts.ts";

type Unit = "minutes" | "hours" | "days";

/** A move within a time, or since a start. */
export const timeframeWords = texts("timeframe", {
  title: "% move",
  move: "Move",
  ways: { any: "Up or down", up: "Up ↑", down: "Down ↓" },
  within: "Within",
  units: { minutes: "Minutes", hours: "Hours", days: "Days", sinceStart: "Since now" },
  sinceHint: "Compares with the price at this moment, and again from where it rang.",
  howMany: { minutes: "How many minutes", hours: "How many hours", days: "How many days" },
  moves: {
    any: (size: string, span: string) => `moves ${size} ${span}`,
    up: (size: string, span: string) => `rises ${size} ${span}`,
    down: (size: string, span: string) => `falls ${size} ${span}`,
  },
  withinSpan: (length: string) => `within ${length}`,
  sinceStart: "since start",
  sinceAt: (price: string) => `since ${price} at start`,
  /** Length of a window: "15 minutes". */
  length: (count: string, unit: Unit, isOne: boolean) =>
    `${count} ${isOne ? unit.slice(0, -1) : unit}`,
  chartSince: (size: string) => `${size} since start`,
  chartIn: (size: string, length: string) => `${size} in ${length}`,
  firedSince: (symbol: string, change: string, start: string) =>
    `${symbol} moved ${change} since its start at ${start}`,
  firedIn: (symbol: string, change: string, length: string) =>
    `${symbol} moved ${change} in ${length}`,
  wanted: "how long the window is",
  noValueAtStart: "must be left out when timeUnit is sinceStart",
  noStartWithin: "must be left out unless timeUnit is sinceStart",
  missing: (unit: Unit) => `is missing: it must be a number of ${unit} above 0`,
  limits: "must make a window of at least 1 second and at most 30 days",
  tooShort: (window: string) =>
    `“${window}” is too short: the shortest window is 1 second, the longest at most 30 days`,
  tooLong: (window: string) =>
    `“${window}” is too long: the shortest window is 1 second, the longest at most 30 days`,
  unclear: (said: string) =>
    `“${said}” is not clear; write “since start”, or a length of time such as “in 15m”`,
  unclearStart: (said: string) => `“${said}” is not clear; write “since start”`,
});
