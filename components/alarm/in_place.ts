import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
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

/** Always the same, so that rows that have not changed need not be drawn again. */
export function useInPlace(save: InPlace["save"]): InPlace {
  const drafts = useSignal<ReadonlyMap<string, string>>(new Map());
  return useMemo(() => ({ drafts, type: typing(drafts), save }), []);
}

function typing(drafts: Signal<ReadonlyMap<string, string>>): InPlace["type"] {
  return (id, part, text) => {
    const next = new Map(drafts.peek());
    if (text === null) next.delete(placeKey(id, part));
    else next.set(placeKey(id, part), text);
    drafts.value = next;
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
