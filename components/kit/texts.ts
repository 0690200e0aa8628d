import { texts } from "@/lib/language/texts.ts";

/** What buttons, fields and dialogs of all areas say. */
export const kitWords = texts("kit", {
  done: "Done",
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  undo: "Undo",
  choose: "Filter and sort",
  chooseInUse: "Filter and sort (in use)",
  keepIt: "Keep it",
  ago: (age: string) => `${age} ago`,
  notLoaded: "The form could not be loaded; reload the page once the server is back",
  sound: "Sound",
  sounds: { chime: "Chime", bell: "Bell", marimba: "Marimba", pulse: "Pulse", siren: "Siren" },
  play: (sound: string) => `Play ${sound}`,
  stop: (sound: string) => `Stop ${sound}`,
});
