// Apart from watchlist.ts, whose schema would bring zod into pages.

/** The named colours of watchlists, in the order in which new lists take them; a list may also have one of its own, `#rrggbb`. */
export const LIST_COLOURS = [
  ...["blue", "green", "orange", "purple", "teal", "pink", "yellow", "grey"] as const,
];

type ListColour = typeof LIST_COLOURS[number];

/** Whether a colour is one of the named ones, which look right in light and dark. */
export function isNamedColour(colour: string): colour is ListColour {
  return LIST_COLOURS.some((known) => known === colour);
}
