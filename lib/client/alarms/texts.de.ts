import type { keptTexts } from "./bulk_draft.ts";
import type { groupWords } from "./arrange_alarms.ts";
import type { templateWords } from "./templates.ts";
import type { importTexts } from "./send_import.ts";
import type { replayWords } from "./replay.ts";
import type { draftWords } from "./preview.ts";

const drafts: typeof draftWords = {
  noDate: "Datum und Uhrzeit angeben oder beides leer lassen",
  noDateOrLeave: "Datum und Uhrzeit angeben oder es lassen",
  tags: (most, length) => `Höchstens ${most} Tags mit ${length} Zeichen`,
  noChannel: "Einen Kanal wählen oder die üblichen nehmen",
  minutes: "eine Zahl von Minuten oder 0",
  nothingChanged: "Noch ist nichts geändert",
  notWatched: (symbol) => `${symbol} wird nicht beobachtet; erst das Paar hinzufügen`,
  emptyLine: "Eine Zeile ist leer; einen Alarm schreiben oder sie weglassen",
  ambiguous: (piece, symbols) =>
    `„${piece}“ kann ${symbols.join(" oder ")} sein; schreiben, welches`,
  ringsOnce: "klingelt einmal",
  repeats: (cooldown) => `wiederholt, Pause ${cooldown}`,
  expires: (at) => `läuft ab ${at}`,
  sound: (name) => `Klang ${name}`,
  note: (note) => `Notiz „${note}“`,
  fromHere: (change) => `${change} von hier`,
  toFromHere: (change, price) => `${change} bis ${price} von hier`,
  isThere: "Denselben Alarm gibt es schon",
  isPast: (price) => `Der Kurs ist schon darüber hinaus, bei ${price}: klingelt beim nächsten Mal`,
  isSo: (price) => `Das trifft schon zu, bei ${price}: klingelt beim nächsten Mal`,
};

const replay: typeof replayWords = {
  unknown: "Die bekannten Kurse reichen nicht, um zu sagen, wie oft er geklingelt hätte",
  wouldNotHave: (span) => `Hätte nicht geklingelt (letzte ${span})`,
  wouldHaveOnce: (span, when) => `Hätte einmal geklingelt (letzte ${span}), am ${when}`,
  wouldHave: (count, span, when) =>
    `Hätte ${count}-mal geklingelt (letzte ${span}), zuletzt am ${when}`,
  cameTrue: (count, span, when) =>
    `Klingelt einmal; die Bedingung traf ${count}-mal ein (letzte ${span}), zuletzt am ${when}`,
  allDays: "30 Tage",
  allKnown: (span) => `${span}, mehr ist nicht bekannt`,
};

const kept: typeof keptTexts = {
  same: (value) => `Lassen: ${value}`,
  differs: "Lassen: verschieden",
  now: (value) => `Jetzt: ${value}`,
  nowDiffers: "Jetzt: verschieden",
  none: "keine",
  defaultChannels: "die üblichen Kanäle",
  toldOnce: "nur einmal gemeldet",
  aPolicy: "eine Regel",
  allPaused: "alle angehalten",
  nonePaused: "keiner angehalten",
  never: "nie",
  sameMoment: "alle zur selben Zeit",
  note: (note) => `„${note}“`,
  priorities: { low: "niedrig", normal: "mittel", high: "hoch", critical: "kritisch" },
  modes: { once: "einmal", repeat: "wiederholt" },
};

const alarmGroups: typeof groupWords = {
  noList: "In keiner Beobachtungsliste",
  noTag: "Ohne Tag",
};

const alarmTemplates: typeof templateWords = {
  breakout: {
    title: "Ausbruch",
    meaning:
      "Klingelt, wenn der Kurs den Bereich verlässt, in dem er war, seit es das Paar hier gibt.",
    up: "Ausbruch nach oben",
    down: "Ausbruch nach unten",
  },
  stopLoss: {
    title: "Stop-Loss",
    meaning:
      "Ein Stop darunter, ein Stop, der dem Hoch folgt, und ein Ziel, um Gewinn mitzunehmen.",
    stop: "Stop-Loss",
    trailing: "Trailing-Stop",
    profit: "Gewinn mitnehmen",
  },
  volatility: {
    title: "Volatilität",
    meaning:
      "Klingelt immer, wenn sich der Kurs schnell bewegt, in Minuten, Stunden oder einem Tag.",
  },
  swing: {
    title: "Umkehr",
    meaning:
      "Klingelt immer, wenn der Kurs weit genug von Hoch oder Tief entfernt ist, um zu drehen.",
    dip: "Rücksetzer",
    rally: "Erholung",
  },
};

const imports: typeof importTexts = {
  gone: "Die Datei lässt sich nicht mehr lesen; noch einmal wählen",
  outcomes: {
    added: (count) => `${count} neu`,
    changed: (count) => `${count} geändert`,
    unchanged: (count) => `${count} unverändert`,
    refused: (count) => `${count} abgelehnt`,
  },
  empty: "Die Datei enthält keine Alarme",
  withLists: (alarms, count) =>
    `${alarms}; ${
      count === 1 ? "1 Beobachtungsliste" : `${count} Beobachtungslisten`
    } neu oder geändert`,
  none: "nichts",
  value: (text) => `„${text}“`,
};

export const GERMAN = { replay, drafts, kept, alarmGroups, alarmTemplates, imports };
