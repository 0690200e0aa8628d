import { DEFAULT_SOUND } from "@/lib/alarms/alarm_sounds.ts";
import { SamplePlayer } from "./SamplePlayer.tsx";

interface VolumeFieldProps {
  /** From 0 to 1. */
  volume: number;
  onChange: (volume: number) => void;
}

/** How loud alarms are in this browser. */
export function VolumeField({ volume, onChange }: VolumeFieldProps) {
  const percent = Math.round(volume * 100);
  return (
    <div class="field" id="sound">
      <label for="volume">Volume of alarms</label>
      <div class="sound-field">
        <input
          id="volume"
          class="volume"
          type="range"
          min={0}
          max={100}
          step={5}
          aria-valuetext={percent === 0 ? "silent" : `${percent} %`}
          aria-describedby="volume-hint"
          value={percent}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber / 100)}
        />
        <SamplePlayer sound={DEFAULT_SOUND} />
      </div>
      <p id="volume-hint" class="field-hint">
        {percent === 0
          ? "Silent: alarms show, but do not sound in this browser."
          : `${percent} % in this browser.`}
      </p>
    </div>
  );
}
