/** Colours of a chart, from the tokens of the style sheet. */
const TOKENS = {
  surface: "--surface",
  ink: "--ink",
  inkSoft: "--ink-soft",
  line: "--line",
  lineStrong: "--line-strong",
  accent: "--accent",
  up: "--up",
  down: "--down",
  warn: "--warn",
  ring: "--ring",
  first: "--chart-1",
  second: "--chart-2",
  third: "--chart-3",
  fourth: "--chart-4",
} as const;

export type ChartColors = Readonly<Record<keyof typeof TOKENS, string>>;

/** The tokens as they are now: a canvas knows neither custom properties nor `light-dark()`. */
export function readColors(beside: HTMLElement): ChartColors {
  const probe = document.createElement("span");
  probe.hidden = true;
  beside.append(probe);
  const entries = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as ChartColors;
}

/** The colour, let through: `alpha` is between 0 and 1. */
export function faded(color: string, alpha: number): string {
  const [red = "0", green = "0", blue = "0"] = color.match(/[\d.]+/g) ?? [];
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** Tells when the colours may be others; returns how to stop. */
export function watchColors(changed: () => void): () => void {
  const theme = new MutationObserver(changed);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    theme.disconnect();
    system.removeEventListener("change", changed);
  };
}
