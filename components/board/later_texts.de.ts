import type { listWords, tourWords } from "./later_texts.ts";

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

export const GERMAN = { lists, tour };
