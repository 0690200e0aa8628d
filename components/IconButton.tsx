import { Icon, type IconName } from "./Icon.tsx";

interface IconButtonProps {
  icon: IconName;
  /** Shown beside the icon. */
  text: string;
  /** Said to screen readers instead of the text, where it alone does not tell what it acts on. */
  label?: string;
  /** `quiet` hides the text where there is little room; it stays the tooltip. */
  look?: "plain" | "quiet" | "primary" | "danger";
  disabled?: boolean;
  onClick: () => void;
}

/** A button with an icon and words. */
export function IconButton(
  { icon, text, label, look = "plain", disabled = false, onClick }: IconButtonProps,
) {
  return (
    <button
      type="button"
      class={`button button-${look}`}
      title={look === "quiet" ? text : undefined}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span class="button-text">{text}</span>
    </button>
  );
}
