import type { kitWords } from "./texts.ts";

export const GERMAN: typeof kitWords = {
  done: "Fertig",
  close: "Schließen",
  cancel: "Abbrechen",
  dismiss: "Ausblenden",
  undo: "Rückgängig",
  choose: "Filtern und sortieren",
  chooseInUse: "Filtern und sortieren (in Gebrauch)",
  keepIt: "Behalten",
  ago: (age) => `vor ${age}`,
  notLoaded:
    "Das Formular ließ sich nicht laden; die Seite neu laden, sobald der Server wieder da ist",
  sound: "Klang",
  sounds: { chime: "Gong", bell: "Glocke", marimba: "Marimba", pulse: "Puls", siren: "Sirene" },
  play: (sound) => `${sound} abspielen`,
  stop: (sound) => `${sound} anhalten`,
};
