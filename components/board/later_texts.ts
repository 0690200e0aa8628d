import { texts } from "@/lib/language/texts.ts";

/** What edits watchlists; a `list` is its name. */
export const listWords = texts("lists", {
  title: "Watchlists",
  ofPair: (pair: string) => `Watchlists of ${pair}`,
  what: "Pairs that you look at together. Everybody here sees the same lists.",
  newName: "Name of a new watchlist",
  newList: "New watchlist",
  add: "Add",
  removed: (list: string) => `Removed “${list}”.`,
  nameOf: (list: string) => `Name of the watchlist ${list}`,
  colourOf: (list: string) => `Colour of ${list}`,
  colours: {
    ...{ blue: "Blue", green: "Green", orange: "Orange", purple: "Purple" },
    ...{ teal: "Teal", pink: "Pink", yellow: "Yellow", grey: "Grey" },
  },
  up: "Move up",
  moveUp: (list: string) => `Move ${list} up`,
  down: "Move down",
  moveDown: (list: string) => `Move ${list} down`,
  pairs: (count: number) => `Pairs (${count})`,
  remove: "Remove",
  removeList: (list: string) => `Remove ${list}`,
  pairsOf: (list: string) => `Pairs of ${list}`,
  findPairs: "Find pairs",
  findPair: "Find a pair",
  more: (count: number) => `${count} more: find them.`,
});

/** The first minute in the demo. */
export const tourWords = texts("tour", {
  step: (step: number, of: number) => `Step ${step} of ${of}`,
  skip: "Skip the introduction",
  titles: {
    set: "Set your first alarm",
    wait: "It rings within half a minute",
    acknowledge: "Press Silence",
    why: "That is all",
  },
  details: {
    set: "One line is enough. This one rings as soon as the price has moved a little.",
    wait: "It is watched every second now, also with no page open. Turn your sound on.",
    acknowledge: "It rings on every screen until somebody has seen it.",
    why: "It is acknowledged on every screen. Each alarm tells why it rang, or has not.",
  },
  thenEnter: "then press Enter",
  seeWhy: "See why it rang",
});
