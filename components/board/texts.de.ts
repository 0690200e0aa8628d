import type { listWords } from "./WatchlistsDialog.tsx";
import type { tourWords } from "./TourCard.tsx";
import type { boardWords } from "./texts.ts";

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

export const GERMAN = { board, lists, tour };
