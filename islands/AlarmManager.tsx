import { type Signal, useSignal } from "@preact/signals";
import type { ComponentProps } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type AlarmDeeds, useAlarmDeeds } from "@/components/alarm/actions.ts";
import { useInPlace } from "@/components/alarm/in_place.ts";
import type { ManagerDialog } from "@/components/alarm/ManagerDialogs.tsx";
import { AlarmViewForm, PickList, SelectedBar } from "@/components/alarm/PickList.tsx";
import type { PickActions } from "@/components/alarm/PickRow.tsx";
import { pickWords } from "@/components/alarm/list_texts.tsx";
import { alarmWords } from "@/components/alarm/texts.tsx";
import { UndoLine } from "@/components/alarm/UndoLine.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { ChooseToggle } from "@/components/kit/ChooseToggle.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { useLater } from "@/components/kit/Dialog.tsx";
import {
  type AlarmView,
  alarmViewQuery,
  filterAlarms,
  FIRST_ALARM_VIEW,
  type PlacedAlarm,
} from "@/lib/client/alarms/alarm_view.ts";
import { arrangeAlarms, groupAlarms, itemsOf } from "@/lib/client/alarms/arrange_alarms.ts";
import { afterDrawing, coalesced } from "@/lib/client/watching.ts";
import { mayHere, useViewer, viewer } from "@/lib/client/viewer.ts";
import type { Model } from "@/lib/client/model.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

interface AlarmManagerProps {
  model: Signal<Model>;
  /** How the list is looked at, as the page's address says. */
  first: AlarmView;
}

/** All alarms of all pairs: found, put in order and in groups, and changed one by one or together. */
export function AlarmManager({ model, first }: AlarmManagerProps) {
  useViewer(model);
  const view = useSignal(first);
  useAddress(view.value);
  const isChoosing = useSignal(false);
  const selection = useSelection();
  const dialog = useSignal<ManagerDialog | null>(null);
  const deeds = useAlarmDeeds((id) =>
    model.peek().pairs.some(({ alarms }) => alarms.some((each) => each.id === id && each.paused))
  );
  useEffect(() => {
    // The pair's own page and the board lead here for a set.
    if (location.hash === "#set" && mayHere("changeAlarms")) dialog.value = { kind: "template" };
  }, []);
  const inPlace = useInPlace(deeds.editInPlace);
  const actions = useMemo((): PickActions => ({
    inPlace,
    edit: (placed) => dialog.value = { kind: "edit", placed },
    menu: (placed, button) => dialog.value = { kind: "menu", placed, button },
    rearm: ({ alarm }) => void deeds.rearm(alarm.id),
    resume: ({ alarm }) => void deeds.resume([alarm.id]),
  }), []);

  const later = useLater(
    dialog.value !== null,
    () => import("@/components/alarm/ManagerDialogs.tsx"),
    (message) => {
      dialog.value = null;
      deeds.problem.value = message;
    },
  );
  const { pairs } = model.value;
  const { ids, items, fold } = useArranged(model.value, view.value);
  const chosen = useChosen(pairs, selection.ids.value);
  const named = pairs.filter(({ symbol }) => symbol === first.text.toUpperCase());
  return (
    <div class="alarm-manager">
      <ManagerHead
        canAdd={pairs.length > 0}
        onAdd={() => dialog.value = { kind: "template" }}
        isChoosing={isChoosing.value}
        isChosen={alarmViewQuery(view.value) !== ""}
        onChoose={() => isChoosing.value = !isChoosing.value}
      />
      <AlarmViewForm
        view={view.value}
        onChange={(change) => view.value = { ...view.value, ...change }}
        onViews={() => dialog.value = { kind: "views" }}
      />
      {items.length === 0
        ? <p class="pairs-none">{emptyText(pairs.length > 0, view.value)}</p>
        : (
          <PickList
            {...{ items, ids, pairs, actions }}
            total={totalOf(ids.length, pairs, view.value)}
            selected={selection.ids.value}
            onSelect={selection.set}
            onFold={fold}
          />
        )}
      <ManagerFoot
        {...{ deeds, chosen, ids }}
        onOpen={(kind) => dialog.value = { kind, alarms: chosen }}
        onClear={selection.clear}
      />
      {later !== null && (
        <later.ManagerDialogs
          {...{ deeds }}
          open={dialog.value}
          watched={pairs}
          pairs={named.length > 0 ? named : pairs}
          view={view.value}
          onView={(next) => view.value = next}
          onOpen={(next) => dialog.value = next}
          onClose={(closed) => {
            if (dialog.value === closed) dialog.value = null;
          }}
        />
      )}
    </div>
  );
}

/** Has the page's address say how the list is looked at. */
function useAddress(view: AlarmView): void {
  const newest = useRef(view);
  newest.current = view;
  const write = useMemo(() =>
    coalesced(() => {
      const { pathname, hash } = location;
      history.replaceState(history.state, "", pathname + alarmViewQuery(newest.current) + hash);
    }, afterDrawing), []);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) write();
    isFirst.current = false;
  }, [view]);
}

/** The lines of the list. Prices alone move none: their order follows every ten seconds, so that no row runs from a hand. */
function useArranged({ pairs, watchlists }: Model, view: AlarmView) {
  const folded = useSignal<ReadonlySet<string>>(new Set());
  const known = useRef(pairs);
  if (!isSameButPrices(known.current, pairs)) known.current = pairs;
  const now = viewer.calmNow.value;
  const found = useMemo(
    () => arrangeAlarms(filterAlarms(pairs, view, now), view.sort, now),
    [known.current, view, now],
  );
  const items = useMemo(
    () => itemsOf(groupAlarms(found, view.group, watchlists ?? []), (key) => folded.value.has(key)),
    [found, view.group, watchlists, folded.value],
  );
  const fold = (key: string) => {
    const next = new Set(folded.value);
    if (!next.delete(key)) next.add(key);
    folded.value = next;
  };
  return { ids: useMemo(() => found.map(({ alarm }) => alarm.id), [found]), items, fold };
}

function isSameButPrices(before: readonly PairView[], after: readonly PairView[]): boolean {
  return before.length === after.length && after.every((pair, place) => {
    const other = before[place];
    return pair.symbol === other?.symbol && pair.alarms === other.alarms &&
      pair.trouble === other.trouble;
  });
}

/** The selected alarms that are still there. */
function useChosen(pairs: readonly PairView[], ids: ReadonlySet<string>): readonly PlacedAlarm[] {
  if (ids.size === 0) return NONE;
  return pairs.flatMap((pair) =>
    pair.alarms.filter(({ id }) => ids.has(id)).map((alarm) => ({ pair, alarm }))
  );
}

const NONE: readonly PlacedAlarm[] = [];

interface ManagerFootProps {
  deeds: AlarmDeeds;
  chosen: readonly PlacedAlarm[];
  /** Of the alarms that are found. */
  ids: readonly string[];
  onOpen: (kind: "bulk" | "duplicate" | "remove") => void;
  onClear: () => void;
}

/** What was done, and what can be done with the selected ones; at the bottom, where the thumb is. */
function ManagerFoot({ deeds, chosen, ids, onOpen, onClear }: ManagerFootProps) {
  const selected = chosen.map(({ alarm }) => alarm.id);
  const shown = new Set(selected.length === 0 ? [] : ids);
  return (
    <div class="manager-foot">
      <UndoLine done={deeds.done.value} onEnd={() => deeds.done.value = null} />
      <ErrorLine message={deeds.problem.value} />
      <SelectedBar
        count={selected.length}
        hidden={selected.filter((id) => !shown.has(id)).length}
        isSending={deeds.isSending.value}
        onEdit={() => onOpen("bulk")}
        onPause={() => deeds.pause(selected)}
        onResume={() => deeds.resume(selected)}
        onDuplicate={() => onOpen("duplicate")}
        onRemove={() => onOpen("remove")}
        onClear={onClear}
      />
    </div>
  );
}

/** What the page comes without is found by no words. */
function totalOf(
  found: number,
  pairs: readonly PairView[],
  { text, look }: AlarmView,
): number | null {
  const leftOut = pairs.reduce((sum, pair) => sum + (pair.leftOut ?? 0), 0);
  const isAll = look === FIRST_ALARM_VIEW.look && text.trim() === "";
  return leftOut === 0 || isAll ? found + leftOut : null;
}

interface ManagerHeadProps extends ComponentProps<typeof ChooseToggle> {
  canAdd: boolean;
  onAdd: () => void;
}

function ManagerHead({ canAdd, onAdd, ...choosing }: ManagerHeadProps) {
  return (
    <div class={choosing.isChoosing ? "manager-head manager-head-choosing" : "manager-head"}>
      <h1 tabIndex={-1}>{alarmWords.title}</h1>
      <div class="manager-acts">
        <ChooseToggle {...choosing} />
        {canAdd && (
          <IconButton needs="changeAlarms" icon="plus" text={pickWords.preset} onClick={onAdd} />
        )}
        <a class="button alarm-files" href="/settings#alarms" aria-current="false">
          <Icon name="download" />
          <span class="button-text">{pickWords.importExport}</span>
        </a>
      </div>
    </div>
  );
}

function emptyText(hasPairs: boolean, { text, look }: AlarmView): string {
  if (!hasPairs) return pickWords.nothingWatched;
  if (text === "" && look === "any") return pickWords.noAlarm;
  return pickWords.noneFits;
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
