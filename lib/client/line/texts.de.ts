import { oneOf, type typedLineWords } from "./texts.ts";

const typedLine: typeof typedLineWords = {
  sayHowFar: "Es fehlt, wie weit, etwa 5%",
  notClear: (typed, number) =>
    `„${typed}“ ist nicht klar: für einen Kurs „to ${number}“ schreiben, für eine Bewegung einen Prozentsatz`,
  percentage: "ein Prozentsatz, etwa 5",
  noPercentage: (typed, why) => `„${typed}“ ist kein Prozentsatz: ${why}`,
  both: (price, percent) =>
    `„${price}“ und „${percent}“: ein Alarm hat einen Kurs oder einen Prozentsatz; eines behalten`,
  sayAgainstWhat: (references) =>
    `Es fehlt, wogegen: ${oneOf(references.map((each) => `„${each}“`), "oder")}`,
  isPrice: (price, reference) =>
    `„${price}“ ist hier ein Kurs; für eine Bewegung ${price}% schreiben, oder „${reference}“ weglassen`,
  sayWhat: "Es fehlt, worauf zu warten ist: ein Kurs, etwa 70k, oder eine Bewegung, etwa 5%",

  sound: "Klang",
  priority: "Dringlichkeit",
  told: "Wort dafür, wer benachrichtigt wird",
  noPolicy: (typed) => `„${typed}“ ist keine Kennung einer Regel, wie policy_01J…`,
  isNone: (typed, what, known) => `„${typed}“ gibt es nicht (${what}); es gibt ${known}`,
  tooLong: (typed) => `„${typed}“ ist zu lang: ein Alarm ruht höchstens 30 Tage`,
  sayWhen:
    "Es fehlt, wann er abläuft; etwa tomorrow, friday 18:00, 2026-01-31 oder in 3d schreiben",
  noMoment: (typed) =>
    `„${typed}“ ist kein Zeitpunkt; etwa tomorrow, friday 18:00, 2026-01-31 oder in 3d schreiben`,
  passed: (typed) => `„${typed}“ ist schon vorbei; einen Zeitpunkt in der Zukunft nennen`,

  longNote: (length) => `Die Notiz hat ${length} Zeichen; höchstens 500 werden behalten`,
  tooManyTags: (tags, most, length) =>
    `„${tags}“: ein Alarm hat höchstens ${most} Schlagwörter zu ${length} Zeichen`,
  notUnderstood: (typed, examples) =>
    `„${typed}“ ist nicht verständlich; etwa ${examples} schreiben`,
  notUnderstoodBehind: (typed) =>
    `„${typed}“ ist nicht verständlich; hinter der Bedingung kann once, repeat 10m, expires tomorrow, note: … stehen`,
  isMarket: (typed, market) =>
    `„${typed}“ ist ein Markt; dahinter ein Paar nennen, etwa ${market} btcusd`,
  noPair: (typed) => `„${typed}“ ist kein Paar; mit einem Paar beginnen, etwa btc oder eth/btc`,
};

export const GERMAN = { typedLine };
