import type { chartMarkWords } from "@/lib/client/chart/levels.ts";
import type { chartNoteWords, chartWords } from "./texts.tsx";

const chart: typeof chartWords = {
  chartOf: (pair) => `Chart von ${pair}`,
  pairOfChart: "Paar dieses Charts",
  candleLength: "Länge der Kerzen",
  pageOf: (pair) => `Seite von ${pair}`,
  page: "Seite",
  takeAway: "Diesen Chart wegnehmen",
  olderPrices: (why) => `Ältere Kurse: ${why}`,
  auto: "Auto",
  codeFailed: "Der Chart ließ sich nicht laden.",
  reload: "Seite neu laden",
  pastFailed: "Die früheren Kurse ließen sich nicht laden.",
  tryAgain: "Noch einmal",
  firstPrice: "Der erste Kurs ist unterwegs.",
  keys:
    "Pfeil links und rechts verschieben, Plus und Minus zoomen, Pos1 zeigt die ältesten geladenen Kurse, Ende die neuesten.",
  lines: "Linien der Alarme",
  fromNow: (change) => `${change} von jetzt`,
  handle: (condition) => `${condition}: Pfeiltasten bewegen, Enter speichert, Escape bricht ab`,
  noPriceKnown: "kein Kurs bekannt",
  extremes: (highest, lowest) => `Hoch ${highest}, Tief ${lowest}`,
  sight: (from, to, prices) => `${from} bis ${to}: ${prices}`,
  noPrice: "noch kein Kurs",
  now: (price) => `jetzt ${price}`,
  shown: (sight) => ` Zu sehen: ${sight}.`,
  picture: (pair, length, now, shown) =>
    `Kurs von ${pair} über ${length}: ${now}.${shown} Die Alarme stehen auf dieser Seite.`,
  candle: { open: "E", high: "H", low: "T", close: "S", volume: "Umsatz" },
  candles: (count) => count === 1 ? "1 Kerze" : `${count} Kerzen`,
  alarmsAbove: "Alarme darüber",
  alarmsBelow: "Alarme darunter",
  more: (count) => `${count} weitere`,
  toNow: "Zu jetzt",
  timeShown: "Zeitraum",
  interval: "Intervall",
  shownAs: "Darstellung",
  kinds: { line: "Linie", candles: "Kerzen" },
  scale: "Skala",
  scales: { linear: "Linear", log: "Logarithmisch", percent: "Prozent" },
  indicators: "Indikatoren",
  measure: "Messen",
  fullWidth: "Volle Breite",
  fullScreen: "Vollbild",
  leaveFullScreen: "Vollbild verlassen",
  mouseHint:
    "Ein Klick in den Chart setzt einen Alarm auf den Kurs, Ziehen bewegt eine Linie. Umschalttaste und Ziehen misst.",
  fingerHint:
    "Den Chart gedrückt halten setzt einen Alarm auf den Kurs, am Griff ziehen bewegt seine Linie.",
  noIndicators: "Noch keine. Sie werden aus den Schlusskursen der gezeigten Kerzen berechnet.",
  addIndicator: "Indikator hinzufügen",
  add: (name) => `${name} hinzufügen`,
  done: "Fertig",
  remove: "Entfernen",
  removeLabel: (name) => `${name} entfernen`,
  moved: (price) => `Alarm auf ${price} verschoben`,
  movedAndArmed: (price) => `Alarm auf ${price} verschoben und neu geschärft`,
  compare: "Mit anderen Paaren vergleichen",
  charts: "Charts",
  oneMore: "Noch ein Chart",
  nothingWatched: (link) => (
    <>Noch wird nichts beobachtet; ein Paar auf der {link("Kursseite")} hinzufügen.</>
  ),
};

const chartNotes: typeof chartNoteWords = {
  timesIn: (zone) => `Zeiten in ${zone}`,
  knownSince: (at) => <>Kurse bekannt seit {at}</>,
  wentOff: (count) => `${count === 1 ? "1 Alarm" : `${count} Alarme`} in diesem Zeitraum ausgelöst`,
  library: () => (
    <>
      TradingView Lightweight Charts™, Copyright © 2025{" "}
      <a href="https://www.tradingview.com/" rel="noreferrer">TradingView, Inc.</a>
    </>
  ),
  grains: {
    tick: "jeder Tick",
    second: "Sekundenkerzen",
    minute: "Minutenkerzen",
    hour: "Stundenkerzen",
    day: "Tageskerzen",
    point: "einzelne Kurse",
    nothing: "nicht beobachtet",
  },
  notKnown: "Wie genau diese Zeit beobachtet wurde, ist nicht bekannt",
  watchedBy: "Beobachtet:",
  missedToday: (time) => `${time} heute verpasst`,
  notWatchedNow: (missed) => `Jetzt nicht beobachtet, ${missed}`,
  watched: (grain, missed) => `Beobachtet: ${grain}, ${missed}`,
};

const chartMarks: typeof chartMarkWords = {
  high: (price) => `Hoch seit Beginn ${price}`,
  low: (price) => `Tief seit Beginn ${price}`,
};

export const GERMAN = { chart, chartNotes, chartMarks };
