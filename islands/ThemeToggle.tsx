import "@/lib/client/base_path.ts";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import {
  changePreferences,
  loadPreferences,
  preferences,
  THEMES,
} from "@/lib/client/preferences.ts";

const ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;
const NAMES = { auto: "like the system", light: "light", dark: "dark" } as const;

/** Goes from the system's colours to light to dark; remembered in this browser. */
export function ThemeToggle() {
  useEffect(loadPreferences, []);
  const { theme } = preferences.value;
  const showNext = () => {
    changePreferences({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto" });
  };
  return (
    <button
      type="button"
      class="button button-quiet theme-toggle"
      title={`Colours: ${NAMES[theme]}`}
      aria-label={`Colours: ${NAMES[theme]}. Change`}
      onClick={showNext}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
