import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Choice } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { NotificationField, VolumeField, ZoneField } from "@/components/settings/BrowserFields.tsx";
import { settingsWords } from "@/components/settings/texts.tsx";
import { toBase } from "@/lib/client/base_path.ts";
import { type BoardView, viewCookie } from "@/lib/client/board/view.ts";
import type { Model } from "@/lib/client/model.ts";
import { changePreferences, preferences } from "@/lib/client/preferences.ts";
import { askForNotifications, notificationPermission } from "@/lib/client/ringing/notifications.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { type Language, LANGUAGES } from "@/lib/language/texts.ts";
import { languageCookie } from "@/lib/text/language.ts";

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
