import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = typeof THEMES[number];

const STORAGE_KEY = "theme";
const ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;
const NAMES = { auto: "like the system", light: "light", dark: "dark" } as const;

/** Goes from the system's colours to light to dark; remembered in this browser. */
export function ThemeToggle() {
  const theme = useSignal<Theme>("auto");
  useEffect(() => {
    theme.value = storedTheme();
  }, []);
  const showNext = () => {
    theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
    store(theme.value);
    show(theme.value);
  };
  return (
    <button
      type="button"
      class="button button-quiet theme-toggle"
      title={`Colours: ${NAMES[theme.value]}`}
      aria-label={`Colours: ${NAMES[theme.value]}. Change`}
      onClick={showNext}
    >
      <Icon name={ICONS[theme.value]} />
    </button>
  );
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

/** A browser may refuse storage (private windows, blocked cookies); then the choice lasts for the page. */
function store(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Nothing to do: the page is shown as chosen all the same.
  }
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? "auto";
  } catch {
    return "auto";
  }
}
