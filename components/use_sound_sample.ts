import { useEffect, useMemo, useState } from "preact/hooks";
import type { AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";
import { FIRST_PREFERENCES, preferences } from "@/lib/live/preferences.ts";
import { soundUrl } from "@/lib/live/sound_choices.ts";

interface SoundSample {
  readonly isPlaying: boolean;
  readonly play: (sound: AlarmSoundName) => void;
  readonly stop: () => void;
}

/** Plays one round of a sound; it ends with what rendered it. */
export function useSoundSample(): SoundSample {
  const [isPlaying, setPlaying] = useState(false);
  const holder = useMemo((): { audio: HTMLAudioElement | null } => ({ audio: null }), []);
  const stop = () => {
    holder.audio?.pause();
    setPlaying(false);
  };
  const play = (sound: AlarmSoundName) => {
    stop();
    const audio = holder.audio = new Audio(soundUrl(sound));
    // Whoever presses Play wants to hear it.
    audio.volume = preferences.peek().volume || FIRST_PREFERENCES.volume;
    audio.onended = () => setPlaying(false);
    setPlaying(true);
    audio.play().catch(() => setPlaying(false));
  };
  useEffect(() => () => holder.audio?.pause(), []);
  return { isPlaying, play, stop };
}
