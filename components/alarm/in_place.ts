import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { keep, recall } from "@/lib/client/preferences.ts";
import type { PlacePart } from "@/lib/client/alarms/in_place.ts";

type Changes = Readonly<Record<string, unknown>>;

/** The fields of a list's rows that are open, kept above the rows: what is typed outlives a row that scrolls away. */
export interface InPlace {
  /** `alarm id/part` → what is typed. */
  readonly drafts: ReadonlySignal<ReadonlyMap<string, string>>;
  /** Opens a field, or keeps what is typed in it; null closes it. */
  readonly type: (id: string, part: PlacePart, text: string | null) => void;
  /** Rejects with why it could not be saved; `former` puts it back. */
  readonly save: (alarm: Alarm, changes: Changes, former: Changes) => Promise<void>;
}

const KEPT = "in-place";

/**
 * Always the same, so that rows that have not changed need not be drawn again. What is typed and not saved is there
 * again on whichever page of this tab has the alarm next.
 */
export function useInPlace(save: InPlace["save"]): InPlace {
  const drafts = useSignal<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const kept = recall("tab", KEPT);
    if (kept !== null) drafts.value = new Map(JSON.parse(kept));
  }, []);
  return useMemo(() => ({ drafts, type: typing(drafts), save }), []);
}

function typing(drafts: Signal<ReadonlyMap<string, string>>): InPlace["type"] {
  /** Fields that were opened by a press, as they were then. */
  const untouched = new Map<string, string>();
  return (id, part, text) => {
    const key = placeKey(id, part);
    const next = new Map(drafts.peek());
    if (text === null) next.delete(key);
    else {
      if (!next.has(key)) untouched.set(key, text);
      next.set(key, text);
    }
    drafts.value = next;
    const typed = [...next].filter(([key, text]) => untouched.get(key) !== text);
    keep("tab", KEPT, JSON.stringify(typed));
  };
}

/** Name of a field among those of a list. */
export function placeKey(id: string, part: PlacePart): string {
  return `${id}/${part}`;
}

/** Where a part of an alarm may be changed. */
export interface PlaceProps {
  alarm: Alarm;
  pair: PairView;
  inPlace: InPlace;
}

/** A part that may be changed where it stands. */
export interface PartProps extends PlaceProps {
  part: PlacePart;
  /** What a press does. */
  label: string;
  fieldLabel: string;
  children: ComponentChildren;
}
