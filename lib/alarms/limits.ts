/** Thirty days: the longest window, cooldown and snooze, because history is kept that long. */
export const MAX_SPAN_SECONDS = 30 * 24 * 60 * 60;
export const DEFAULT_COOLDOWN_SECONDS = 300;

/** Stands in place of an address where the program itself acknowledged a fire. */
export const BY_PROGRAM = "program";

/** The sounds an alarm can ring with. Made by tools/make_alarm_sounds.ts. */
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
