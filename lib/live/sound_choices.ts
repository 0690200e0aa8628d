import type { AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";

/** How the sounds of alarms are called on the screens. */
export const SOUND_TITLES: Readonly<Record<AlarmSoundName, string>> = {
  chime: "Chime",
  bell: "Bell",
  marimba: "Marimba",
  pulse: "Pulse",
  siren: "Siren",
};

/** Where a sound is found on the server. */
export function soundUrl(name: AlarmSoundName): string {
  return name === "chime" ? "/alarm.mp3" : `/sounds/${name}.wav`;
}
