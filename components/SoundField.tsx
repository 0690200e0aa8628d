import { ALARM_SOUNDS, type AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";
import { SOUND_TITLES } from "@/lib/live/sound_choices.ts";
import { Choice } from "./Choice.tsx";
import { SamplePlayer } from "./SamplePlayer.tsx";

interface SoundFieldProps {
  sound: AlarmSoundName;
  onChange: (sound: AlarmSoundName) => void;
}

const OPTIONS = ALARM_SOUNDS.map((name) => [name, SOUND_TITLES[name]] as const);

/** What an alarm rings with; it can be heard before it is chosen. */
export function SoundField({ sound, onChange }: SoundFieldProps) {
  return (
    <div class="sound-field">
      <Choice label="Sound" options={OPTIONS} value={sound} onChange={onChange} />
      <SamplePlayer sound={sound} />
    </div>
  );
}
