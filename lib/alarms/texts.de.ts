import { GERMAN as kinds } from "./kinds/german.ts";
import type { alarmTexts, suppressionWords } from "./texts.ts";

const alarmWords: typeof alarmTexts = {
  priorities: {
    low: "niedrige Priorität",
    normal: "normale Priorität",
    high: "hohe Priorität",
    critical: "kritisch",
  },
  tells: {
    default: "meldet wie üblich",
    me: "meldet nur mir",
    everybody: "meldet allen",
  },
  tellsChannels: (count) => count === 1 ? "meldet 1 Kanal" : `meldet ${count} Kanälen`,
  escalates: "eskaliert",
  movedFrom: (change, reference) => `${change} von ${reference}`,
  exactlyAt: (level) => `genau bei ${level}`,
  past: (size, level) => `${size} jenseits von ${level}`,
  waiting: {
    below: (price) => `Wartet auf Rücksetzung (unter ${price})`,
    above: (price) => `Wartet auf Rücksetzung (über ${price})`,
    off: (price) => `Wartet auf Rücksetzung (abseits von ${price})`,
  },
};

const suppressions: typeof suppressionWords = {
  removed: "Er wurde entfernt, nichts beobachtet ihn",
  expired: "Er ist abgelaufen: neu schärfen, damit er wieder klingelt",
  stopped: (why) => `Alarme klingeln nicht: ${why}`,
  noPrice: "Das Paar hat noch keinen Kurs",
  noPriceSince: (why) => `Das Paar hat noch keinen Kurs: ${why}`,
  stale: (why) => `Kein aktueller Kurs: ${why}`,
  sourceUnreachable: (why) => `Die Quelle ist nicht erreichbar: ${why}`,
  paused: "Er ist angehalten, bis jemand ihn fortsetzt",
  snoozed: "Er schlummert",
  fireLimit: (most) => `Er klingelte ${most}-mal in drei Minuten und ruht eine Weile`,
  alreadyTriggered: "Er klingelt einmal und hat geklingelt: neu schärfen, damit er wieder klingelt",
  coolingDown: "Er ruht nach dem Klingeln",
  notCleared:
    "Seine Bedingung trifft zu, seit er klingelte: Erst wenn sie einmal nicht zutrifft, kann er wieder klingeln",
  warmingUp: (window) =>
    `Er wärmt auf: Sein Fenster von ${window} ist länger als die bekannten Kurse`,
  firstJudgement: "Er wurde noch nicht geprüft: Der nächste Kurs ist sein erster",
  stillMet:
    "Seine Bedingung trifft schon zu: Erst wenn sie einmal nicht zutrifft, kann er klingeln",
};

export const GERMAN = { alarmWords, suppressions, ...kinds };
