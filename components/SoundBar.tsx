import { Icon } from "./Icon.tsx";

/** Why an alarm could not be heard here: the browser refuses, or somebody set the volume to 0. */
export type Silence = "blocked" | "volume";

/** What is said of it over what rings. */
export const SILENCE_WORDS: Readonly<Record<Silence, string>> = {
  blocked: "Sound is blocked: click anywhere to hear it",
  volume: "The volume is 0 in this browser: this rings in silence",
};

const BAR_WORDS: Readonly<Record<Silence, string>> = {
  blocked: "Sound is blocked: click to enable",
  volume: "The volume is 0: alarms make no sound in this browser. Turn it on",
};

/** Tells that an alarm could not be heard, and mends it with a click. */
export function SoundBar({ silence, onEnable }: { silence: Silence; onEnable: () => void }) {
  return (
    <button type="button" class={`sound-bar sound-bar-${silence}`} onClick={onEnable}>
      <Icon name="soundOff" />
      {BAR_WORDS[silence]}
    </button>
  );
}
