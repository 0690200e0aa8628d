import { GERMAN as percentChange } from "./kinds/percentChange/texts.de.ts";
import { GERMAN as target } from "./kinds/target/texts.de.ts";
import type { lineWords } from "./kinds/line.ts";
import type { kindWords } from "./kinds/kind.ts";
import type { alarmTexts, suppressionWords } from "./words.ts";
import { GERMAN as timeframe } from "./kinds/timeframe/texts.de.ts";

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

const kinds: typeof kindWords = {
  percentFigure: "Prozentsatz",
  below100: "muss unter 100 liegen, weil ein Kurs nicht um alles fallen kann",
};

const lines: typeof lineWords = {
  pieces: {
    way: "die Richtung",
    touch: "wie er erreicht wird",
    price: "der Kurs",
    percent: "der Prozentsatz",
    reference: "wogegen gemessen wird",
    mode: "wie oft er klingelt",
    cooldownSeconds: "wie lange er ruht",
    expiresAt: "wann er abläuft",
    sound: "womit er klingelt",
    priority: "wie wichtig er ist",
    policy: "wie er eskaliert",
    tell: "wer es erfährt",
  },
  contradict: (one, other, piece) =>
    `„${one}“ und „${other}“ widersprechen sich (${piece}); eines davon streichen`,
  wrong: (typed, rule) => `„${typed}“ ${rule}`,
  wrongPiece: (typed, why) => `„${typed}“: ${why}`,
  sayHowLong: (example) => `Es fehlt, wie lange, etwa ${example}`,
  noSpan: (typed, example) =>
    `„${typed}“ ist keine Zeitspanne; etwa ${example} schreiben (s, m, h, d oder w)`,
  span: "eine Zeitspanne",
  percentage: "ein Prozentsatz, etwa 5",
  leastPercent: "Mindestens so viele Prozent",
  price: "ein Kurs, etwa 70000 oder 70k",
  notNegative: (typed) =>
    `„${typed}“: Ein Kurs liegt über 0; für eine Bewegung einen Prozentsatz schreiben, etwa ${typed}%`,
  noPrice: (typed) => `„${typed}“ ist kein Kurs; etwa 70000, 70k oder 0.05 schreiben`,
};

/** All that is said of alarms in German: a row for each kind beside what they share. */
export const GERMAN = {
  ...{ alarmWords, suppressions, kinds, lines },
  ...{ ...target, ...percentChange, ...timeframe },
};
