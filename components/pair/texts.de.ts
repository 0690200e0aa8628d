import type { pairWords } from "./texts.ts";

export const GERMAN: typeof pairWords = {
  toWatch: "Paar zum Beobachten, etwa btc/usdt oder bitcoin",
  market: "Markt des Kurses",
  anyMarket: "Jeder Markt",
  addPair: "Hinzufügen",
  lookingUp: "Wird gesucht …",
  nothingTyped: "Der Name des Paars fehlt; etwa BTCUSDT schreiben",
  pairs: "Paare",
  found: (count) => count === 1 ? "1 Paar" : `${count} Paare`,
  whichOne: "Dieser Name hat mehrere Bedeutungen. Welche ist gemeint?",
  maybeMeant: "Paare, die gemeint sein können",
  rank: (rank) => `Rang ${rank}`,
  notRanked: "ohne Rang",
  dayVolume: (volume, base) => `${volume} ${base} in 24 h`,

  since: " seit ",
  watchInstead: (pair) =>
    `. Stattdessen ${pair} beobachten; die Alarme dieses Paars lösen nicht aus.`,
  add: (pair) => `${pair} hinzufügen`,
  backfill: (done, days) =>
    `Verlauf wird geladen: ${done} von ${days} ${days === 1 ? "Tag" : "Tagen"}`,
  min: "Tief",
  max: "Hoch",
  minSinceAdded: "Tief seit Beginn",
  maxSinceAdded: "Hoch seit Beginn",
  preset: "Vorlage",
  forPair: (pair) => `für ${pair}`,
  lists: "Listen",
  listsOf: (pair) => `Listen mit ${pair}`,
  noPrice: "wartet auf den ersten Kurs",
  fewPrices: "noch zu wenige Kurse",
  sinceAdded: "seit Beginn",

  alarms: "Alarme",
  setAlarm: "Alarm setzen",
  setAlarmOn: (pair) => `Alarm für ${pair} setzen`,
  noAlarms: "Noch keine: im Chart einen setzen, oder hier.",
  notWatched: (pair) => `${pair} wird nicht beobachtet`,
  notWatchedDetail:
    "Vielleicht wurde es entfernt. Wird es beobachtet, zeigt es hier seinen Kurs und nimmt Alarme; " +
    "was früher klingelte, steht im Protokoll.",
  watch: (pair) => `${pair} beobachten`,
  allPrices: "Alle Kurse",
};
