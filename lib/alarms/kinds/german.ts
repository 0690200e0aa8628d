import { GERMAN as percentChange } from "./percentChange/texts.de.ts";
import { GERMAN as target } from "./target/texts.de.ts";
import type { lineWords } from "./line_texts.ts";
import type { kindWords } from "./texts.ts";
import { GERMAN as timeframe } from "./timeframe/texts.de.ts";

const kinds: typeof kindWords = {
  percent: "Mindestens so viele Prozent",
  percentFigure: "Prozentsatz",
  percentage: "ein Prozentsatz, etwa 5",
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
  price: "ein Kurs, etwa 70000 oder 70k",
  notNegative: (typed) =>
    `„${typed}“: Ein Kurs liegt über 0; für eine Bewegung einen Prozentsatz schreiben, etwa ${typed}%`,
  noPrice: (typed) => `„${typed}“ ist kein Kurs; etwa 70000, 70k oder 0.05 schreiben`,
};

/** All that kinds of alarms say, in German: a row for each. */
export const GERMAN = { kinds, lines, target, percentChange, timeframe };
