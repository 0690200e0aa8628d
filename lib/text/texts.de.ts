import type { textWords } from "./texts.ts";

const text: typeof textWords = {
  ageDays: (count) => `${count} Tg.`,
  days: (count) => `${count} Tage`,
  budget: (percent, limit, per) =>
    `${percent} % von ${limit}/${{ second: "s", minute: "min", month: "Monat" }[per]}`,
  coin: (name, quote, source) => `${name} in ${quote}, von ${source}`,
  slowed: (every) => `alle ${every} gefragt: die Aufrufe des Tarifs reichten sonst nicht`,
  comesTwice: (time, isFirst) =>
    `${time} kommt zweimal, weil die Uhren dann zurückgestellt werden: gemeint ist das ${
      isFirst ? "erste" : "zweite"
    } Mal`,
  isSkipped: (time, meant) =>
    `${time} gibt es nicht, weil die Uhren dann vorgestellt werden: gemeint ist ${meant}`,
};

export const GERMAN = { text };
