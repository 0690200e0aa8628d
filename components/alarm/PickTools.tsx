import { Select } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { ALARM_GROUPS, ALARM_SORTS, type AlarmView } from "@/lib/client/alarms/alarm_view.ts";
import { pickWords as words } from "./list_texts.tsx";
import { alarmWords } from "./texts.tsx";

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
    <div class="selected-bar" role="group" aria-label={words.selectedAlarms}>
      <button type="button" class="button button-quiet" onClick={onClear}>
        {words.selected(<strong>{count}</strong>)}
        {hidden > 0 && <span class="selected-hidden">{words.hidden(hidden)}</span>}
        <span class="visually-hidden">{words.selectNone}</span>
      </button>
      <span class="selected-acts">
        <IconButton {...common} icon="edit" text={alarmWords.edit} onClick={props.onEdit} />
        <IconButton {...common} icon="pause" text={alarmWords.pause} onClick={props.onPause} />
        <IconButton {...common} icon="play" text={alarmWords.resume} onClick={props.onResume} />
        <IconButton
          {...common}
          icon="copy"
          text={alarmWords.duplicate}
          onClick={props.onDuplicate}
        />
        <IconButton
          {...{ ...common, icon: "trash", text: alarmWords.remove, look: "danger" }}
          onClick={props.onRemove}
        />
      </span>
    </div>
  );
}

const LOOKS = [
  ...["armed", "waitingToReset", "triggered", "snoozed", "suppressed"] as const,
  ...["paused", "warmingUp", "unwatched", "expired"] as const,
];

function lookOptions() {
  const named = LOOKS.map((look) => [look, alarmWords.looks[look]] as const);
  return [["any", words.anyState] as const, ...named];
}

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
        aria-label={words.find}
        placeholder={words.findExample}
        value={view.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <Select
        label={words.state}
        options={lookOptions()}
        value={view.look}
        onChange={(look) => onChange({ look })}
      />
      <Select
        label={words.order}
        options={ALARM_SORTS.map((sort) => [sort, words.sorts[sort]] as const)}
        value={view.sort}
        onChange={(sort) => onChange({ sort })}
      />
      <Select
        label={words.groups}
        options={ALARM_GROUPS.map((group) => [group, words.groupings[group]] as const)}
        value={view.group}
        onChange={(group) => onChange({ group })}
      />
      <button type="button" class="button" aria-haspopup="dialog" onClick={onViews}>
        {words.views}
      </button>
    </search>
  );
}
