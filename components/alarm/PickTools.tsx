import { Select } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import type { AlarmView } from "@/lib/client/alarms/alarm_view.ts";

interface SelectedBarProps {
  count: number;
  /** How many of them the list does not show now. */
  hidden: number;
  isSending: boolean;
  onEdit: () => void;
  onPause: () => void;
  onResume: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onClear: () => void;
}

/** What can be done with the selected alarms; at the bottom, where the thumb is. */
export function SelectedBar(props: SelectedBarProps) {
  const { count, hidden, isSending, onClear } = props;
  if (count === 0) return null;
  const common = { disabled: isSending, needs: "changeAlarms" } as const;
  return (
    <div class="selected-bar" role="group" aria-label="Selected alarms">
      <button type="button" class="button button-quiet" onClick={onClear}>
        <strong>{count}</strong> selected
        {hidden > 0 && <span class="selected-hidden">, {hidden} not shown</span>}
        <span class="visually-hidden">, select none</span>
      </button>
      <span class="selected-acts">
        <IconButton {...common} icon="edit" text="Edit" onClick={props.onEdit} />
        <IconButton {...common} icon="pause" text="Pause" onClick={props.onPause} />
        <IconButton {...common} icon="play" text="Resume" onClick={props.onResume} />
        <IconButton {...common} icon="copy" text="Duplicate" onClick={props.onDuplicate} />
        <IconButton
          {...{ ...common, icon: "trash", text: "Remove", look: "danger" }}
          onClick={props.onRemove}
        />
      </span>
    </div>
  );
}

const LOOKS = [
  ["any", "Any state"],
  ["armed", "Armed"],
  ["waitingToReset", "Waiting to reset"],
  ["triggered", "Triggered"],
  ["snoozed", "Snoozed"],
  ["suppressed", "Suppressed"],
  ["paused", "Paused"],
  ["warmingUp", "Warming up"],
  ["unwatched", "Not watched"],
  ["expired", "Expired"],
] as const;

const SORTS = [
  ["order", "Board order"],
  ["distance", "Nearest to firing"],
  ["pair", "Pair, A to Z"],
  ["state", "State"],
  ["fired", "Last fired"],
  ["newest", "Newest"],
] as const;

const GROUPS = [
  ["none", "No groups"],
  ["pair", "By pair"],
  ["list", "By watchlist"],
  ["tag", "By tag"],
] as const;

/** Finds alarms by words and state, and says in which order and groups they stand. */
export function AlarmViewForm(
  { view, onChange, onViews }: {
    view: AlarmView;
    onChange: (change: Partial<AlarmView>) => void;
    onViews: () => void;
  },
) {
  return (
    <search class="alarm-filter">
      <input
        class="input"
        type="search"
        aria-label="Find alarms by pair, condition, tag or note"
        placeholder="Find: btc, crosses, #swing…"
        value={view.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <Select
        label="State"
        options={LOOKS}
        value={view.look}
        onChange={(look) => onChange({ look })}
      />
      <Select
        label="Order"
        options={SORTS}
        value={view.sort}
        onChange={(sort) => onChange({ sort })}
      />
      <Select
        label="Groups"
        options={GROUPS}
        value={view.group}
        onChange={(group) => onChange({ group })}
      />
      <button type="button" class="button" aria-haspopup="dialog" onClick={onViews}>Views</button>
    </search>
  );
}
