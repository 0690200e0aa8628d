import type { Link } from "@/lib/live/model.ts";

const WORDS = {
  connecting: ["Connecting", "chip-wait"],
  live: ["Live", "chip-good chip-live"],
  reconnecting: ["Reconnecting", "chip-bad"],
} as const;

/** Whether this page hears the server. */
export function LinkPill({ phase }: { phase: Link["phase"] }) {
  const [text, look] = WORDS[phase];
  return (
    <span class={`chip chip-link ${look}`} role="status">
      <span class="chip-dot" />
      {text}
    </span>
  );
}
