import { type AlarmSoundName, DEFAULT_SOUND } from "./alarm_sounds.ts";
import type { Fire } from "./fire.ts";

/** What is heard while these fires ring, newest first: the newest one's sound and no other; null while nothing rings. */
export function ringingSound(fires: readonly Fire[]): AlarmSoundName | null {
  const [newest] = fires;
  return newest === undefined ? null : newest.alarm.sound ?? DEFAULT_SOUND;
}
