import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Choice } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { settingsWords } from "@/components/settings/texts.tsx";
import { toBase } from "@/lib/client/base_path.ts";
import { type BoardView, viewCookie } from "@/lib/client/board/view.ts";
import type { Model } from "@/lib/client/model.ts";
import { changePreferences, preferences } from "@/lib/client/preferences.ts";
import { askForNotifications, notificationPermission } from "@/lib/client/ringing/notifications.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { type Language, LANGUAGES } from "@/lib/language/texts.ts";
import { languageCookie } from "@/lib/protocol/cookie.ts";
import type { ComponentChildren } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import { SamplePlayer } from "@/components/kit/SoundField.tsx";
import { DEFAULT_SOUND } from "@/lib/alarms/limits.ts";

const THEMES = ["auto", "light", "dark"] as const;
const NUMBERS = [
  ["en-US", "67,187.34"],
  ["de-DE", "67.187,34"],
  ["fr-FR", "67\u202f187,34"],
  ["de-CH", "67’187.34"],
] as const;
/** A page is in one language from its beginning, so it is loaded anew. */
function chooseLanguage(language: string): void {
  document.cookie = languageCookie(language === "" ? null : language as Language, toBase("/"));
  location.reload();
}

interface BrowserSettingsProps {
  model: Signal<Model>;
  /** How this browser looked at the board last. */
  firstView: BoardView;
  /** What was chosen; null to follow the browser. */
  language: Language | null;
}

/** How this browser shows and sounds things; each choice counts at once, in all its tabs. */
export function BrowserSettings({ model, firstView, language }: BrowserSettingsProps) {
  useViewer(model);
  const view = useSignal(firstView);
  const zones = useSignal<readonly string[]>([]);
  // The server may know other zones than the browser.
  useEffect(() => {
    zones.value = Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC");
  }, []);
  const { theme, zone, numbers, volume } = preferences.value;
  const showRows = (rows: "roomy" | "compact") => {
    view.value = { ...view.value, isCompact: rows === "compact" };
    document.cookie = viewCookie(view.value);
  };
  return (
    <form class="settings-form" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={settingsWords.language}
        options={[["", settingsWords.likeBrowser], ...Object.entries(LANGUAGES)] as const}
        value={language ?? ""}
        onChange={chooseLanguage}
      />
      <Choice
        label={settingsWords.colours}
        options={THEMES.map((theme) => [theme, settingsWords.themes[theme]] as const)}
        value={theme}
        onChange={(theme) => changePreferences({ theme })}
      />
      <Choice
        label={settingsWords.numbers}
        options={[["", settingsWords.likeLanguage], ...NUMBERS] as const}
        value={numbers ?? ""}
        onChange={(numbers) => changePreferences({ numbers: numbers === "" ? null : numbers })}
      />
      <ZoneField zone={zone} zones={zones.value} onChange={(zone) => changePreferences({ zone })}>
        {settingsWords.itIs(<Moment at={new Date(viewer.now.value).toISOString()} form="full" />)}
      </ZoneField>
      <Choice
        label={settingsWords.rows}
        options={[["roomy", settingsWords.roomy], ["compact", settingsWords.compact]] as const}
        value={view.value.isCompact ? "compact" : "roomy"}
        onChange={showRows}
      />
      <NotificationField permission={notificationPermission.value} onAsk={askForNotifications} />
      <VolumeField volume={volume} onChange={(volume) => changePreferences({ volume })} />
    </form>
  );
}

interface ZoneFieldProps {
  /** An IANA name, or `own`. */
  zone: string;
  /** What else there is to choose besides the browser's own and UTC. */
  zones: readonly string[];
  children: ComponentChildren;
  onChange: (zone: string) => void;
}

/** In which zone times are written. */
function ZoneField({ zone, zones, children, onChange }: ZoneFieldProps) {
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
function VolumeField({ volume, onChange }: VolumeFieldProps) {
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
function NotificationField(
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
