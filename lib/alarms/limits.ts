/** Thirty days: the longest window, cooldown and snooze, because history is kept that long. */
export const MAX_SPAN_SECONDS = 30 * 24 * 60 * 60;
export const DEFAULT_COOLDOWN_SECONDS = 300;

/** Stands in place of an address where the program itself acknowledged a fire. */
export const BY_PROGRAM = "program";

/** The sounds an alarm can ring with. Made by tools/make_static.ts. */
export const ALARM_SOUNDS = ["chime", "bell", "marimba", "pulse", "siren"] as const;

export type AlarmSoundName = typeof ALARM_SOUNDS[number];

/** How much a fire matters: what is critical goes out in quiet hours too. */
export const PRIORITIES = ["low", "normal", "high", "critical"] as const;

export type Priority = typeof PRIORITIES[number];

/** Of an alarm that names none. */
export const DEFAULT_PRIORITY: Priority = "normal";

/** Whom an alarm tells, where it does not name channels. */
export const TOLD = ["default", "me", "everybody"] as const;

/** What an alarm rings with that names no sound. */
export const DEFAULT_SOUND: AlarmSoundName = "chime";

/** In characters. */
export const MAX_NOTE_LENGTH = 500;

/** An alarm has so many tags at most, each so many characters long. */
export const MAX_TAGS = 10;
export const MAX_TAG_LENGTH = 30;

/** What tags must be, as the end of a sentence that begins with the field's name. */
export const TAGS_RULE =
  `be a list of at most ${MAX_TAGS} tags, each one line of 1 to ${MAX_TAG_LENGTH} characters, ` +
  "none of them twice";

/** A tag as it is compared: case makes no difference. */
export function plainTag(tag: string): string {
  return tag.normalize("NFKC").toLowerCase();
}

/** Whether these may be the tags of an alarm; each is trimmed already. */
export function areTags(tags: readonly string[]): boolean {
  return tags.length <= MAX_TAGS && tags.every(isTag) &&
    new Set(tags.map(plainTag)).size === tags.length;
}

function isTag(tag: string): boolean {
  return tag !== "" && tag === tag.trim() && tag.length <= MAX_TAG_LENGTH &&
    !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(tag);
}

/** The tags in a text, with commas between; each once, the first way it is written. */
export function tagsIn(text: string): string[] {
  const tags = new Map<string, string>();
  for (const tag of text.split(",").map((part) => part.trim().replace(/^#/, ""))) {
    if (tag !== "" && !tags.has(plainTag(tag))) tags.set(plainTag(tag), tag);
  }
  return [...tags.values()];
}

/** Whether an alarm has a tag, however it is written. */
export function hasTag(
  { tags = [] }: { readonly tags?: readonly string[] | undefined },
  tag: string,
) {
  const wanted = plainTag(tag);
  return tags.some((each) => plainTag(each) === wanted);
}

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

/** An alarm fires at most this often in any three minutes. */
export const MAX_FIRES_IN_SPAN = 15;
