import type { ComponentChildren } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import { SamplePlayer } from "@/components/kit/SoundField.tsx";
import { DEFAULT_SOUND } from "@/lib/alarms/limits.ts";

interface ZoneFieldProps {
  /** An IANA name, or `own`. */
  zone: string;
  /** What else there is to choose besides the browser's own and UTC. */
  zones: readonly string[];
  children: ComponentChildren;
  onChange: (zone: string) => void;
}

/** In which zone times are written. */
export function ZoneField({ zone, zones, children, onChange }: ZoneFieldProps) {
  const isListed = zone === "own" || zone === "UTC" || zones.includes(zone);
  return (
    <div class="field">
      <label for="zone">Time zone</label>
      <select
        id="zone"
        class="input"
        aria-describedby="zone-now"
        value={zone}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="own">This device's own</option>
        <option value="UTC">UTC</option>
        {!isListed && <option value={zone}>{zone}</option>}
        {zones.map((name) => <option key={name} value={name}>{name.replaceAll("_", " ")}</option>)}
      </select>
      <p id="zone-now" class="field-hint">{children}</p>
    </div>
  );
}

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

/** What is said where it cannot be asked for any more. */
const WORDS = {
  granted: "On: the system shows what rings while this page is in the background.",
  denied: "Blocked: allow notifications for this page in the browser's own settings.",
  unavailable:
    "Not possible here: browsers want HTTPS for it, or the page on the server's computer.",
} as const;

/** Whether the system shows what rings while the page is in the background. */
export function NotificationField(
  { permission, onAsk }: { permission: NotificationPermission | "unavailable"; onAsk: () => void },
) {
  return (
    <div class="field" role="group" aria-labelledby="notifications">
      <p id="notifications" class="field-title">Notifications</p>
      {permission === "default"
        ? (
          <button type="button" class="button" onClick={onAsk}>
            <Icon name="bell" />
            Allow notifications
          </button>
        )
        : <p class="field-hint">{WORDS[permission]}</p>}
    </div>
  );
}
