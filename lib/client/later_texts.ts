import { texts } from "@/lib/language/texts.ts";

/** Why an alarm has not rung. */
export const whyWords = texts("whyNot", {
  whyNever: "Why has it not rung?",
  whyNotAgain: "Why does it not ring again?",
  noNearest: {
    noHistory: "No price has come since then",
    warmingUp: "Its window has not been full since then",
    stillMet: "Its condition has been true ever since",
  },
  gotThere: (price: string) => `The price got there (${price})`,
  cameWithin: (distance: string, price: string) => `Came within ${distance} (${price})`,
  keptFrom: "but something kept it from ringing then",
  wouldHave: (price: string) => `${price} would have set it off`,
  /** How closely it was watched. */
  grains: {
    ...{ tick: "every tick", second: "each second", minute: "each minute", hour: "each hour" },
    ...{ day: "each day", point: "single prices", nothing: "not at all" },
  },
  watched: (grain: string, span: string) => `${grain} for ${span}`,
});

/** Why a browser used no passkey. */
export const passkeyWords = texts("passkeys", {
  isThere: "This device has a passkey for this account already",
  isUnable: "This device cannot keep passkeys that ask who you are",
  wrongAddress: "The browser keeps no passkeys for this address",
  notUsed: "No passkey was used: the question was closed, or took too long",
});
