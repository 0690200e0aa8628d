import { IconButton } from "@/components/kit/Icon.tsx";
import { isNamedColour } from "@/lib/alarms/limits.ts";
import type { Watchlist } from "@/lib/alarms/pair.ts";
import type { BoardView } from "@/lib/client/board/view.ts";
import { boardWords } from "./texts.ts";

interface ListTabsProps {
  lists: readonly Watchlist[];
  /** The one that is shown; null for all pairs. */
  list: Watchlist | null;
  /** How many pairs there are in all. */
  count: number;
  onView: (changes: Partial<BoardView>) => void;
  /** Opens what edits the lists. */
  onLists: () => void;
}

/** All pairs, or those of one watchlist; nothing while there are no lists. Arrows go from tab to tab. */
export function ListTabs({ lists, list, count, onView, onLists }: ListTabsProps) {
  if (lists.length === 0) return null;
  const ids = ["", ...lists.map(({ id }) => id)];
  const chosen = list?.id ?? "";
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabAfter(event.key, ids.indexOf(chosen), ids.length);
    if (next === null) return;
    event.preventDefault();
    const tabs = event.currentTarget as HTMLElement;
    onView({ list: ids[next] ?? "" });
    tabs.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  const tab = (id: string, name: string, pairs: number, colour?: string) => (
    <button
      key={id}
      type="button"
      role="tab"
      class="list-tab"
      aria-selected={id === chosen}
      tabIndex={id === chosen ? 0 : -1}
      onClick={() => onView({ list: id })}
    >
      {colour !== undefined && <ListDot colour={colour} />}
      <span class="list-tab-name">{name}</span>
      <span class="list-count">{pairs}</span>
    </button>
  );
  return (
    <div class="list-bar">
      <div class="list-tabs" role="tablist" aria-label={boardWords.lists} onKeyDown={onKeyDown}>
        {tab("", boardWords.allPairs, count)}
        {lists.map(({ id, name, pairs, colour }) => tab(id, name, pairs.length, colour))}
      </div>
      <IconButton
        needs="changeAlarms"
        icon="edit"
        text={boardWords.editLists}
        look="quiet"
        onClick={onLists}
      />
    </div>
  );
}

/** The place of the tab that a key leads to; null for other keys. */
function tabAfter(key: string, place: number, count: number): number | null {
  if (key === "ArrowRight") return (place + 1) % count;
  if (key === "ArrowLeft") return (place + count - 1) % count;
  return key === "Home" ? 0 : key === "End" ? count - 1 : null;
}

/** A list's colour; its name says which list it is. */
export function ListDot({ colour }: { colour: string }) {
  const isNamed = isNamedColour(colour);
  return (
    <svg class={isNamed ? `list-dot list-${colour}` : "list-dot"} viewBox="0 0 10 10" aria-hidden>
      <circle cx="5" cy="5" r="5" fill={isNamed ? undefined : colour} />
    </svg>
  );
}
