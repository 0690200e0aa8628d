import type { ComponentChildren } from "preact";
import type { alarmFileWords, serverWords, settingsWords } from "./texts.tsx";

const settings: typeof settingsWords = {
  title: "Einstellungen",
  browser: "Dieser Browser",
  language: "Sprache",
  likeBrowser: "Wie der Browser",
  colours: "Farben",
  themes: { auto: "Wie das System", light: "Hell", dark: "Dunkel" },
  numbers: "Zahlen",
  likeLanguage: "Wie üblich",
  rows: "Zeilen der Kurstafel",
  roomy: "Weit",
  compact: "Eng",
  zone: "Zeitzone",
  ownZone: "Die dieses Geräts",
  itIs: (now: ComponentChildren) => <>Jetzt: {now}</>,
  volume: "Lautstärke der Alarme",
  silent: "stumm",
  silentHint: "Stumm: Alarme werden in diesem Browser gezeigt, klingeln aber nicht.",
  volumeHint: (percent) => `${percent} % in diesem Browser.`,
  notifications: "Benachrichtigungen",
  allowNotifications: "Benachrichtigungen erlauben",
  permissions: {
    granted: "An: Das System zeigt, was klingelt, während diese Seite im Hintergrund ist.",
    denied:
      "Gesperrt: Benachrichtigungen für diese Seite in den Einstellungen des Browsers erlauben.",
    unavailable:
      "Hier nicht möglich: Browser verlangen dafür HTTPS oder die Seite auf dem Rechner des Servers.",
  },
};

const alarmFiles: typeof alarmFileWords = {
  export: (format) => `${format} exportieren`,
  choose: "Datei zum Importieren wählen",
  looking: "wird geprüft …",
  failed: "ließ sich nicht importieren",
  imported: (sum) => `ist importiert: ${sum}`,
  would: "würde dies ändern:",
  refusedHint:
    "Solange eine Zeile abgelehnt ist, wird nichts importiert: Datei berichtigen und neu wählen.",
  nothing: "Es gibt nichts zu importieren.",
  importLists: "Beobachtungslisten importieren",
  importAlarms: (count) => `${count === 1 ? "1 Alarm" : `${count} Alarme`} importieren`,
  newPairs: (pairs) => ` Paare, die dafür dazukommen: ${pairs}.`,
  changes: "Was die Datei ändert",
  columns: ["Wo", "Was", "Alarm"],
  moreLines: (count) =>
    count === 1 ? "1 weitere Zeile fehlt hier." : `${count} weitere Zeilen fehlen hier.`,
  outcomes: { refused: "Abgelehnt", changed: "Geändert", added: "Neu", unchanged: "Unverändert" },
  alreadyTrue: "Trifft schon zu; klingelt, wenn es wieder geschieht.",
};

const server: typeof serverWords = {
  version: "Version",
  runningSince: "Läuft seit",
  dataOnDisk: "Daten auf der Platte",
  lastBackup: "Letzte Sicherung",
  noBackup: "noch keine",
  pairs: "Paare",
  alarms: "Alarme",
  firesKept: "Aufbewahrte Auslösungen",
  sources: "Kursquellen",
  settings: "Einstellungen",
  settingsLabel: "Einstellungen des Servers",
  settingsColumns: ["Name", "Wert", "Woher"],
  notSet: "nicht gesetzt",
  secrets: {
    set: "gesetzt",
    "not set": "nicht gesetzt",
    "made by the program": "vom Programm gemacht",
  },
  none: "leer",
  origins: { environment: "Umgebung", ".env": ".env", demo: "Demo", default: "Vorgabe" },
  noSources: "Keine Quelle in Gebrauch: Noch wird kein Paar beobachtet.",
  sourcesColumns: ["Quelle", "Antwortet", "Genutzt vom Limit"],
  answersNot: (problem, since) => <>nein{since !== null && <>{", seit "}{since}</>}: {problem}</>,
  notAsked: "noch nicht gefragt",
  answers: (last) => <>ja, zuletzt {last}</>,
  noLimit: "setzt keines",
};

export const GERMAN = { settings, alarmFiles, server };
