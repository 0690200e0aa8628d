import type { AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";
import { SOUND_TITLES } from "@/lib/live/sound_choices.ts";
import { Icon } from "./Icon.tsx";
import { useSoundSample } from "./use_sound_sample.ts";

/** A button that plays one round of a sound, and stops it. */
export function SamplePlayer({ sound }: { sound: AlarmSoundName }) {
  const { isPlaying, play, stop } = useSoundSample();
  return (
    <button
      type="button"
      class="button"
      aria-label={`${isPlaying ? "Stop" : "Play"} ${SOUND_TITLES[sound]}`}
      onClick={() => isPlaying ? stop() : play(sound)}
    >
      <Icon name={isPlaying ? "pause" : "play"} />
    </button>
  );
}
