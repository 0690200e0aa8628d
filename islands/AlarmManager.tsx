import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { AlarmFilterForm, PickList, SelectedBar } from "@/components/alarm/PickList.tsx";
import { UndoLine, useAlarmDeeds } from "@/components/alarm/UndoLine.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { useLater } from "@/components/kit/use_later.ts";
import { type AlarmFilter, filterAlarms } from "@/lib/client/alarms/alarm_filter.ts";
import type { Model } from "@/lib/client/model.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";

interface AlarmManagerProps {
  model: Signal<Model>;
  /** Words to find alarms by at first, such as a pair's symbol. */
  words: string;
}

/** All alarms of all pairs, to be paused, resumed, duplicated or removed together. */
export function AlarmManager({ model, words }: AlarmManagerProps) {
  useViewer(model);
  const filter = useSignal<AlarmFilter>({ text: words, look: "any" });
  const selection = useSelection();
  const dialog = useSignal<"template" | "duplicate" | "remove" | null>(null);
  const deeds = useAlarmDeeds((id) =>
    model.peek().pairs.some(({ alarms }) => alarms.some((each) => each.id === id && each.paused))
  );
  useEffect(() => {
    // The pair's own page and the board lead here for a set.
    if (location.hash === "#set") dialog.value = "template";
  }, []);

  const later = useLater(
    dialog.value !== null,
    () => import("@/components/alarm/ManagerDialogs.tsx"),
    (message) => {
      dialog.value = null;
      deeds.problem.value = message;
    },
  );
  const { pairs } = model.value;
  const found =
    useComputed(() => filterAlarms(model.value.pairs, filter.value, viewer.calmNow.value)).value;
  const chosen =
    useComputed(() =>
      filterAlarms(model.value.pairs, EVERY, 0).filter(({ alarm }) =>
        selection.ids.value.has(alarm.id)
      )
    ).value;
  const ids = chosen.map(({ alarm }) => alarm.id);
  const shown = new Set(found.map(({ alarm }) => alarm.id));
  const named = pairs.filter(({ symbol }) => symbol === words.toUpperCase());
  return (
    <div class="alarm-manager">
      <ManagerHead canAdd={pairs.length > 0} onAdd={() => dialog.value = "template"} />
      <AlarmFilterForm filter={filter.value} onChange={(next) => filter.value = next} />
      <UndoLine done={deeds.done.value} onEnd={() => deeds.done.value = null} />
      <ErrorLine message={deeds.problem.value} />
      {found.length === 0
        ? <p class="pairs-none">{emptyText(pairs.length > 0, filter.value)}</p>
        : (
          <PickList
            alarms={found}
            total={totalOf(found.length, pairs, filter.value)}
            selected={selection.ids.value}
            onSelect={selection.set}
          />
        )}
      <SelectedBar
        count={ids.length}
        hidden={ids.filter((id) => !shown.has(id)).length}
        isSending={deeds.isSending.value}
        onPause={() => deeds.pause(ids)}
        onResume={() => deeds.resume(ids)}
        onDuplicate={() => dialog.value = "duplicate"}
        onRemove={() => dialog.value = "remove"}
        onClear={selection.clear}
      />
      {later !== null && (
        <later.ManagerDialogs
          {...{ chosen, deeds }}
          open={dialog.value}
          watched={pairs}
          pairs={named.length > 0 ? named : pairs}
          onClose={() => dialog.value = null}
        />
      )}
    </div>
  );
}

/** What the page comes without is found by no words. */
function totalOf(
  found: number,
  pairs: readonly PairView[],
  { text, look }: AlarmFilter,
): number | null {
  const leftOut = pairs.reduce((sum, pair) => sum + (pair.leftOut ?? 0), 0);
  const isAll = look === "any" && text.trim() === "";
  return leftOut === 0 || isAll ? found + leftOut : null;
}

const EVERY: AlarmFilter = { text: "", look: "any" };

function ManagerHead({ canAdd, onAdd }: { canAdd: boolean; onAdd: () => void }) {
  return (
    <div class="manager-head">
      <h1 tabIndex={-1}>Alarms</h1>
      <div class="manager-acts">
        {canAdd && <IconButton needs="changeAlarms" icon="plus" text="Preset" onClick={onAdd} />}
        <a class="button" href="/settings#alarms" aria-current="false">Import, export</a>
      </div>
    </div>
  );
}

function emptyText(hasPairs: boolean, { text, look }: AlarmFilter): string {
  if (!hasPairs) return "Nothing is watched yet; add a pair on the prices page.";
  if (text === "" && look === "any") return "There is no alarm yet.";
  return "No alarm fits; change the words or the state.";
}

/** Holds a selection; what is selected stays so while it is not shown. */
function useSelection() {
  const ids = useSignal<ReadonlySet<string>>(new Set());
  const set = (changed: readonly string[], isSelected: boolean) => {
    const next = new Set(ids.value);
    for (const id of changed) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    ids.value = next;
  };
  return { ids, set, clear: () => ids.value = new Set() };
}
