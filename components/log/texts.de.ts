import type { logWords } from "./texts.ts";

export const GERMAN: typeof logWords = {
  title: "Protokoll",
  which: "Welcher Teil des Protokolls",
  pair: "Paar",
  allPairs: "Alle Paare",
  day: "Tag",
  show: "Zeigen",
  showAll: "Alles zeigen",
  pages: "Seiten des Protokolls",
  newest: "Neueste",
  older: "Ältere",
  export: "Exportieren",
  nothingOlder: { title: "Nichts Älteres", text: "Hier endet das Protokoll." },
  nothingFits: {
    title: "Nichts passt",
    text: "Ein anderes Paar oder einen anderen Tag wählen, oder alles zeigen.",
  },
  nothingRecorded: {
    title: "Nichts wurde verzeichnet",
    text: "Das Protokoll der Änderungen weiß noch nichts von diesem Alarm.",
  },
  nothingRang: {
    title: "Noch hat nichts geklingelt",
    text:
      "Löst ein Alarm aus, steht es hier: welches Paar, welche Bedingung, bei welchem Kurs und wann. " +
      "Ebenso alles, was jemand ändert.",
  },
  onThisScreen: "auf diesem Bildschirm",
  ringing: "Klingelt",
  acknowledged: "quittiert",
  way: (length) => `Sein Weg: ${length}`,
  removedChannel: "ein entfernter Kanal",
};
