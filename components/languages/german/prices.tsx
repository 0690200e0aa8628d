import type { tourWords } from "@/components/board/TourCard.tsx";
import type { listWords } from "@/components/board/WatchlistsDialog.tsx";
import type { boardWords } from "@/components/board/texts.ts";
import type { chartNoteWords, chartWords } from "@/components/chart/texts.tsx";
import type { pairWords } from "@/components/pair/texts.ts";
import type { chartMarkWords } from "@/lib/client/chart/levels.ts";

const board: typeof boardWords = {
  title: "Kurse",
  pairCount: (count) => count === 1 ? "1 Paar" : `${count} Paare`,
  alarmCount: (count) => count === 1 ? "1 Alarm" : `${count} Alarme`,
  test: "Probealarm",
  addPair: "Paar hinzufügen",
  pair: "Paar",
  nothing: "Noch wird nichts beobachtet",
  nothingDetail:
    "Ein Handelspaar hinzufügen, und binnen Sekunden erscheint sein Kurs. Dann Alarme setzen: bei " +
    "einem Kurs, bei einem Abstand von Hoch oder Tief, oder bei einer schnellen Bewegung.",

  find: "Paar finden",
  which: "Welche Paare",
  selections: {
    all: "Alle Paare",
    alarms: "Mit Alarmen",
    ringing: "Klingelnde",
    trouble: "Gestörte",
  },
  order: "Reihenfolge der Paare",
  sorts: {
    order: "Eigene Ordnung",
    name: "Name",
    hour: "Änderung in 1 h",
    day: "Änderung in 24 h",
    nearest: "Nächster Alarm",
  },
  reverse: "Reihenfolge umkehren",
  compact: "Kompakt",
  compactKey: "Kurs, Änderung in 24 h, Weg zum nächsten Alarm",
  makeList: "Beobachtungsliste anlegen",
  charts: "Charts nebeneinander",
  columns: {
    pair: "Paar",
    price: "Kurs",
    lately: "Zuletzt",
    sinceAdded: "Seit Beginn",
    nearest: "Nächster Alarm",
  },
  orderBy: (column) => `Ordnen nach ${column}`,
  none: {
    all: "Kein Paar",
    alarms: "Kein Paar mit Alarmen",
    ringing: "Kein klingelndes Paar",
    trouble: "Kein gestörtes Paar",
  },
  noneOf: (none, list) => `${none} in „${list}“`,
  noneMatches: (none, text) => `${none} passt zu „${text}“.`,
  emptyList:
    "Paare kommen hinein aus ihren Zeilen („Listen“) oder alle auf einmal („Beobachtungslisten bearbeiten“).",
  showAll: "Alle Paare zeigen",

  sinceAdded: "seit Beginn",
  addAlarm: "Alarm hinzufügen",
  addAlarmTo: (pair) => `Alarm für ${pair} hinzufügen`,
  ringing: "Klingelt",
  notKnown: "Noch nicht bekannt: der Verlauf ist zu kurz",
  chart: "Chart",
  alarm: "Alarm",
  anotherAlarm: (pair) => `Noch einen Alarm für ${pair} setzen`,
  remove: "Paar entfernen",
  removePair: (pair) => `${pair} entfernen`,
  noAlarms: "Noch keine Alarme",
  doubts: (seen, confirmed) =>
    `${
      seen === 1 ? "1 Kurs sprang" : `${seen} Kurse sprangen`
    } seit dem Start des Programms um über ` +
    `50 %, ${confirmed} bestätigt.`,
  noPrice: "wartet auf den ersten Kurs",
  hideAlarms: "Alarme verbergen",
  showAlarms: "Alarme zeigen",
  alarmsOf: (pair) => `Alarme von ${pair}`,
  toPrice: (price) => `bis ${price}`,

  move: (pair) => `${pair} verschieben`,
  moveHelp:
    "Leertaste nimmt die Zeile auf, Pfeile verschieben sie, Leertaste legt sie ab, Escape lässt alles",
  place: (place, of) => `Platz ${place} von ${of}`,
  pickedUp: (place) => `Aufgenommen, ${place}. Pfeile verschieben, Leertaste legt ab`,
  putAt: (place) => `Abgelegt auf ${place}`,
  putBack: "Zurückgelegt",
  notMoved: "Nicht verschoben",
  lists: "Beobachtungslisten",
  allPairs: "Alle",
  editLists: "Beobachtungslisten bearbeiten",
};

const lists: typeof listWords = {
  title: "Beobachtungslisten",
  ofPair: (pair) => `Beobachtungslisten mit ${pair}`,
  what: "Paare, die zusammen angesehen werden. Alle hier sehen dieselben Listen.",
  newName: "Name einer neuen Beobachtungsliste",
  newList: "Neue Beobachtungsliste",
  add: "Anlegen",
  removed: (list) => `„${list}“ entfernt.`,
  nameOf: (list) => `Name der Beobachtungsliste ${list}`,
  colourOf: (list) => `Farbe von ${list}`,
  colours: {
    ...{ blue: "Blau", green: "Grün", orange: "Orange", purple: "Violett" },
    ...{ teal: "Petrol", pink: "Rosa", yellow: "Gelb", grey: "Grau" },
  },
  up: "Nach oben",
  moveUp: (list) => `${list} nach oben`,
  down: "Nach unten",
  moveDown: (list) => `${list} nach unten`,
  pairs: (count) => `Paare (${count})`,
  remove: "Entfernen",
  removeList: (list) => `${list} entfernen`,
  pairsOf: (list) => `Paare von ${list}`,
  findPairs: "Paare finden",
  findPair: "Paar finden",
  more: (count) => `${count} weitere: suchen.`,
};

const tour: typeof tourWords = {
  step: (step, of) => `Schritt ${step} von ${of}`,
  skip: "Einführung überspringen",
  titles: {
    set: "Den ersten Alarm setzen",
    wait: "Er klingelt binnen einer halben Minute",
    acknowledge: "„Quittieren“ drücken",
    why: "Das ist alles",
  },
  details: {
    set: "Eine Zeile genügt. Diese klingelt, sobald sich der Kurs ein wenig bewegt hat.",
    wait: "Jetzt wird jede Sekunde geprüft, auch wenn keine Seite offen ist. Den Ton einschalten.",
    acknowledge: "Er klingelt auf jedem Bildschirm, bis ihn jemand gesehen hat.",
    why:
      "Er ist auf allen Bildschirmen quittiert. Jeder Alarm sagt, warum er klingelte oder nicht.",
  },
  thenEnter: "dann Enter drücken",
  seeWhy: "Warum er klingelte",
};

const pair: typeof pairWords = {
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

/** What the pages of prices and charts say. */
export const GERMAN = { board, lists, tour, pair, chart, chartNotes, chartMarks };
