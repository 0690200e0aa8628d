import type { ComponentChildren } from "preact";
import { texts } from "@/lib/language/texts.ts";

/** The page of settings. */
export const settingsWords = texts("settings", {
  title: "Settings",
  browser: "This browser",
  language: "Language",
  likeBrowser: "Like the browser",
  colours: "Colours",
  themes: { auto: "Like the system", light: "Light", dark: "Dark" },
  numbers: "Numbers",
  likeLanguage: "As usual",
  rows: "Rows of the board",
  roomy: "Roomy",
  compact: "Compact",
  zone: "Time zone",
  ownZone: "This device's own",
  itIs: (now: ComponentChildren) => <>It is {now}</>,
  volume: "Volume of alarms",
  silent: "silent",
  silentHint: "Silent: alarms show, but do not sound in this browser.",
  volumeHint: (percent: number) => `${percent} % in this browser.`,
  notifications: "Notifications",
  allowNotifications: "Allow notifications",
  permissions: {
    granted: "On: the system shows what rings while this page is in the background.",
    denied: "Blocked: allow notifications for this page in the browser's own settings.",
    unavailable:
      "Not possible here: browsers want HTTPS for it, or the page on the server's computer.",
  },
});

/** Alarms as a file, taken away and brought in. */
export const alarmFileWords = texts("alarmFiles", {
  export: (format: string) => `Export ${format}`,
  choose: "Choose a file to import",
  looking: "is being looked at…",
  failed: "could not be imported",
  imported: (sum: string) => `is imported: ${sum}`,
  would: "would change this:",
  refusedHint: "Nothing is imported while a line is refused: mend the file and choose it again.",
  nothing: "There is nothing to import.",
  importLists: "Import watchlists",
  importAlarms: (count: number) => `Import ${count === 1 ? "1 alarm" : `${count} alarms`}`,
  newPairs: (pairs: string) => ` Pairs that are added for it: ${pairs}.`,
  changes: "What the file changes",
  columns: ["Where", "What", "Alarm"],
  moreLines: (count: number) => `${count} more lines are not shown.`,
  outcomes: { refused: "Refused", changed: "Changed", added: "Added", unchanged: "Unchanged" },
  alreadyTrue: "True already; it rings when it happens again.",
});

/** How the server is set up. */
export const serverWords = texts("server", {
  version: "Version",
  runningSince: "Running since",
  dataOnDisk: "Data on disk",
  lastBackup: "Last backup",
  noBackup: "none yet",
  pairs: "Pairs",
  alarms: "Alarms",
  firesKept: "Fires kept",
  sources: "Price sources",
  settings: "Settings",
  settingsLabel: "Settings of the server",
  settingsColumns: ["Name", "Value", "From"],
  notSet: "not set",
  /** By what the server says of them. */
  secrets: { set: "set", "not set": "not set", "made by the program": "made by the program" },
  none: "none",
  origins: { environment: "environment", ".env": ".env", demo: "the demo", default: "default" },
  noSources: "No source is in use: no pair is watched yet.",
  sourcesColumns: ["Source", "Answers", "Used of its limit"],
  answersNot: (problem: string, since: ComponentChildren | null) => (
    <>not{since !== null && <>{" since "}{since}</>}: {problem}</>
  ),
  notAsked: "not asked yet",
  answers: (last: ComponentChildren) => <>yes, last {last}</>,
  noLimit: "it sets none",
});
