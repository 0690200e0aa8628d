import { useEffect, useMemo, useState } from "preact/hooks";
import { ALARM_SOUNDS, type AlarmSoundName } from "@/lib/alarms/limits.ts";
import { FIRST_PREFERENCES, preferences } from "@/lib/client/preferences.ts";
import { soundUrl } from "@/lib/client/ringing/sound.ts";
import { Choice } from "./Fields.tsx";
import { Icon } from "./Icon.tsx";
import { kitWords } from "./texts.ts";

/** What an alarm rings with; it can be heard before it is chosen. */
export function SoundField(
  { sound, onChange }: { sound: AlarmSoundName; onChange: (sound: AlarmSoundName) => void },
) {
  const options = ALARM_SOUNDS.map((name) => [name, kitWords.sounds[name]] as const);
  return (
    <div class="sound-field">
      <Choice label={kitWords.sound} {...{ options, onChange }} value={sound} />
      <SamplePlayer sound={sound} />
    </div>
  );
}

/** A button that plays one round of a sound, and stops it. */
export function SamplePlayer({ sound }: { sound: AlarmSoundName }) {
  const { isPlaying, play, stop } = useSoundSample();
  const name = kitWords.sounds[sound];
  return (
    <button
      type="button"
      class="button"
      aria-label={isPlaying ? kitWords.stop(name) : kitWords.play(name)}
      onClick={() => isPlaying ? stop() : play(sound)}
    >
      <Icon name={isPlaying ? "pause" : "play"} />
    </button>
  );
}

/** Plays one round of a sound; it ends with what rendered it. */
function useSoundSample() {
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
