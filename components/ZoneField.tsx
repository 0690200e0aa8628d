import type { ComponentChildren } from "preact";

interface ZoneFieldProps {
  /** An IANA name, or `own`. */
  zone: string;
  /** What else there is to choose besides the browser's own and UTC. */
  zones: readonly string[];
  /** What stands below: the time in that zone. */
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
