const PATHS = {
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
  plus: "M12 5v14M5 12h14",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.4 10.5v5.5M13.6 10.5v5.5",
  edit: "M5 19l.9-3.9L16 5l3 3L8.9 18.1zM13.8 7.2l3 3",
  snooze: "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM9.5 10.5h5l-5 5h5M5 3.5 2.5 6M19 3.5 21.5 6",
  rearm: "M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  copy: "M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9",
  play: "M7.5 5v14l11-7z",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  soundOff: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 10l5 5M21 10l-5 5",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  handle: "M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01",
  chevron: "M6.5 9.5 12 15l5.5-5.5",
  more: "M5.5 12v.01M12 12v.01M18.5 12v.01",
  chart: "M4 4.5V20h16M7.5 15l4-5 3 3 5-6.5",
  measure: "M4 15.5 15.5 4 20 8.5 8.5 20zM8 11.5l2 2M11 8.5l2 2M14 5.5l2 2",
  wide: "M3 12h18M6.5 8.5 3 12l3.5 3.5M17.5 8.5 21 12l-3.5 3.5",
  fullScreen: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  rows: "M4 6h16M4 12h16M4 18h16",
  grid: "M4.5 5h6v5h-6zM13.5 5h6v5h-6zM4.5 14h6v5h-6zM13.5 14h6v5h-6z",
  filter: "M4 6.5h16M7 12h10M10 17.5h4",
  reverse: "M8 4.5v15M4.5 16 8 19.5l3.5-3.5M16 19.5v-15M12.5 8 16 4.5 19.5 8",
  close: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  download: "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14",
  history: "M12 7.5V12l3 2M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4v3.5H8",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 7.5V8",
  sun:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  auto: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7h6.5M12 12h9M12 17h6.5",
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon in the colour of the text; it says nothing by itself, so it needs words beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface IconButtonProps {
  icon: IconName;
  text: string;
  /** Said to screen readers instead of the text, where it alone does not tell what it acts on. */
  label?: string;
  /** `quiet` hides the text where there is little room; it stays the tooltip. */
  look?: "plain" | "quiet" | "primary" | "danger";
  disabled?: boolean;
  /** The right that it takes (`lib/accounts/rights.ts`): whoever has it not sees no button. */
  needs?: string | undefined;
  /** The key that presses it (`components/page/ShortcutsDialog.tsx`). */
  shortcut?: string | undefined;
  onClick: () => void;
}

/** A button with an icon and words. */
export function IconButton(
  { icon, text, label, look = "plain", disabled = false, needs, shortcut, onClick }:
    IconButtonProps,
) {
  return (
    <button
      type="button"
      class={`button button-${look}`}
      title={look === "quiet" ? text : undefined}
      aria-label={label}
      disabled={disabled}
      data-needs={needs}
      data-key={shortcut}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span class="button-text">{text}</span>
    </button>
  );
}
