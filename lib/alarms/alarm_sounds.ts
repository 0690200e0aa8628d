/** The sounds an alarm can ring with. Made by tools/make_alarm_sounds.ts. */
export const ALARM_SOUNDS = ["chime", "bell", "marimba", "pulse", "siren"] as const;

export type AlarmSoundName = typeof ALARM_SOUNDS[number];

/** What an alarm rings with that names no sound. */
export const DEFAULT_SOUND: AlarmSoundName = "chime";
