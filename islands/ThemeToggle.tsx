import "@/lib/client/base_path.ts";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import {
  changePreferences,
  loadPreferences,
  preferences,
  THEMES,
} from "@/lib/client/preferences.ts";
import { pageWords } from "@/components/page/texts.ts";

const ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;

/** Goes from the system's colours to light to dark; remembered in this browser. */
export function ThemeToggle() {
  useEffect(loadPreferences, []);
  const { theme } = preferences.value;
  const name = pageWords.themes[theme];
  const showNext = () => {
    changePreferences({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto" });
  };
  return (
    <button
      type="button"
      class="button button-quiet theme-toggle"
      title={pageWords.colours(name)}
      aria-label={pageWords.changeColours(name)}
      onClick={showNext}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
