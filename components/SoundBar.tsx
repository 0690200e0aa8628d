import { Icon } from "./Icon.tsx";

/** Tells that an alarm could not be heard, and mends it with a click. */
export function SoundBar({ onEnable }: { onEnable: () => void }) {
  return (
    <button type="button" class="sound-bar" onClick={onEnable}>
      <Icon name="soundOff" />
      Sound is blocked: click to enable
    </button>
  );
}
