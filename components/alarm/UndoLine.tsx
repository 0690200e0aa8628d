import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import type { WantedAlarms } from "@/lib/client/alarms/templates.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { messageOf } from "@/lib/client/request_error.ts";

/** How long something just done can be undone with one click, in milliseconds. */
const UNDO_MS = 10_000;

/** Tells what was done and offers to undo it for ten seconds; the region is always there for screen readers. */
export function UndoLine({ done, onEnd }: { done: Deed | null; onEnd: () => void }) {
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(onEnd, UNDO_MS);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div class="undo-region" role="status" aria-live="polite">
      {done !== null && (
        <p class="undo-line">
          <Icon name="check" />
          <span>{done.text}</span>
          {done.undo !== null && (
            <button type="button" class="button undo-button" onClick={done.undo}>Undo</button>
          )}
        </p>
      )}
    </div>
  );
}

/** What was just done, and how to take it back; null when it cannot be. */
export interface Deed {
  readonly text: string;
  readonly undo: (() => void) | null;
}

/** What can be done with several alarms at once. */
export type AlarmDeeds = ReturnType<typeof useAlarmDeeds>;

/**
 * Sends commands about several alarms and keeps what came of the last one.
 * @param isPaused tells whether an alarm is, so that what a deed did not change is not changed by taking it back
 */
export function useAlarmDeeds(isPaused: (id: string) => boolean) {
  const done = useSignal<Deed | null>(null);
  const problem = useSignal<string | null>(null);
  const isSending = useSignal(false);

  const act = async (
    verb: "pause" | "resume" | "remove",
    ids: readonly string[],
    undo: Deed["undo"],
  ): Promise<boolean> => {
    problem.value = null;
    if (ids.length === 0) {
      done.value = {
        text: `Nothing to ${verb}: they are ${PAST[verb].toLowerCase()} already.`,
        undo: null,
      };
      return true;
    }
    isSending.value = true;
    try {
      await sendCommand(`${verb}_alarms`, { ids });
      done.value = { text: `${PAST[verb]} ${count(ids.length)}.`, undo };
      return true;
    } catch (error) {
      problem.value = messageOf(error);
      return false;
    } finally {
      isSending.value = false;
    }
  };
  const pause = (ids: readonly string[]) => {
    const changed = ids.filter((id) => !isPaused(id));
    return act("pause", changed, () => act("resume", changed, null));
  };
  const resume = (ids: readonly string[]) => {
    const changed = ids.filter(isPaused);
    return act("resume", changed, () => act("pause", changed, null));
  };
  const remove = (ids: readonly string[]) => act("remove", ids, null);
  /** Rejects when they are refused. */
  const add = async (alarms: WantedAlarms) => {
    const answer = await sendCommand("add_alarms", { alarms });
    const ids = answer.event === "alarms_added"
      ? answer.data.alarms.map(({ alarm }) => alarm.id)
      : [];
    done.value = { text: `Set ${count(ids.length)}.`, undo: () => remove(ids) };
  };
  return { done, problem, isSending, pause, resume, remove, add };
}

const PAST = { pause: "Paused", resume: "Resumed", remove: "Removed" } as const;

function count(number: number): string {
  return number === 1 ? "1 alarm" : `${number} alarms`;
}
