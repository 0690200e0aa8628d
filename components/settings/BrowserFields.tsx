import type { ComponentChildren } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import { SamplePlayer } from "@/components/kit/SoundField.tsx";
import { DEFAULT_SOUND } from "@/lib/alarms/limits.ts";
import { settingsWords } from "./texts.tsx";

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
      <label for="zone">{settingsWords.zone}</label>
      <select
        id="zone"
        class="input"
        aria-describedby="zone-now"
        value={zone}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="own">{settingsWords.ownZone}</option>
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
      <label for="volume">{settingsWords.volume}</label>
      <div class="sound-field">
        <input
          id="volume"
          class="volume"
          type="range"
          min={0}
          max={100}
          step={5}
          aria-valuetext={percent === 0 ? settingsWords.silent : `${percent} %`}
          aria-describedby="volume-hint"
          value={percent}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber / 100)}
        />
        <SamplePlayer sound={DEFAULT_SOUND} />
      </div>
      <p id="volume-hint" class="field-hint">
        {percent === 0 ? settingsWords.silentHint : settingsWords.volumeHint(percent)}
      </p>
    </div>
  );
}

/** Whether the system shows what rings while the page is in the background. */
export function NotificationField(
  { permission, onAsk }: { permission: NotificationPermission | "unavailable"; onAsk: () => void },
) {
  return (
    <div class="field" role="group" aria-labelledby="notifications">
      <p id="notifications" class="field-title">{settingsWords.notifications}</p>
      {permission === "default"
        ? (
          <button type="button" class="button" onClick={onAsk}>
            <Icon name="bell" />
            {settingsWords.allowNotifications}
          </button>
        )
        : <p class="field-hint">{settingsWords.permissions[permission]}</p>}
    </div>
  );
}
