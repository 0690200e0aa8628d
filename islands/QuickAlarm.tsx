import { pairTitle } from "@/lib/client/pair_titles.ts";
import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { QuickAlarmForm, useFoundPairs } from "@/components/alarm/QuickAlarmForm.tsx";
import { quickWords } from "@/components/alarm/texts.tsx";
import { type Deed, UndoLine } from "@/components/alarm/UndoLine.tsx";
import {
  type AddingProblem,
  addingProblem,
  type PairRequest,
} from "@/components/pair/PairChoices.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { sendCommand } from "@/lib/client/client.ts";
import type { AlarmLine } from "@/lib/client/line/read_line.ts";
import type { ReadLine } from "@/lib/client/line/suggest.ts";
import type { Model } from "@/lib/client/model.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { answerNotice, messageOf } from "@/lib/client/ask_server.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";

interface QuickAlarmProps {
  model: Signal<Model>;
  /** What may be typed, until what reads lines is loaded. */
  examples: readonly string[];
}

/** Sets alarms from one line of text; `/` goes to it. */
export function QuickAlarm({ model, examples }: QuickAlarmProps) {
  useViewer(model);
  const input = useRef<HTMLInputElement>(null);
  const text = useSignal("");
  const problem = useSignal<AddingProblem | null>(null);
  const isSending = useSignal(false);
  const done = useSignal<Deed | null>(null);
  const { reader, loadReader } = useReader();
  const lineOf = (typed: string): ReadLine => {
    const context = {
      watched: model.value.pairs,
      now: viewer.calmNow.value,
      zone: viewer.zone.value,
    };
    return reader.value?.readTypedLine(typed, context) ?? unread(typed, examples);
  };
  const line = useComputed(() => lineOf(text.value));
  const found = useFoundPairs(text);
  const suggestions = useComputed(() => {
    const { suggestions: lines } = line.value;
    // Behind what is suggested already, so that nothing moves under a hand.
    return found.value.length === 0 ? lines : [...new Set([...lines.slice(0, 3), ...found.value])];
  });
  const named = useComputed(() => watchedIn(line.value));
  // Which way a price lies is told by that of its pair.
  usePrices(named.value);

  const type = (typed: string) => {
    text.value = typed;
    problem.value = null;
    // Dictation and scripts type without a focus that is told.
    void loadReader();
    input.current?.focus();
  };
  const submit = async (chosen?: PairRequest) => {
    // Whoever types on while what reads it is still loaded means the line as it was.
    const sent = text.value;
    if (!await loadReader()) return void (problem.value = plain(quickWords.notLoaded));
    const { read } = lineOf(sent);
    problem.value = read.kind === "problem" && read.piece === "" ? plain(read.message) : null;
    if (read.kind !== "alarm") return;
    if (isSending.value) return void (problem.value = plain(quickWords.stillSending));
    isSending.value = true;
    try {
      done.value = await setAlarm(read, chosen, (next) => done.value = next);
      problem.value = null;
      // What was typed meanwhile is the next alarm.
      if (text.value === sent) text.value = "";
    } catch (error) {
      problem.value = addingProblem(error);
    } finally {
      isSending.value = false;
    }
  };
  return (
    <section class="quick-alarm" onPointerEnter={loadReader} onFocusIn={loadReader}>
      <QuickAlarmForm
        input={input}
        text={text.value}
        read={line.value.read}
        suggestions={suggestions.value}
        problem={problem.value}
        isSending={isSending.value}
        onText={type}
        onSubmit={() => submit()}
        onChoose={submit}
      />
      <UndoLine done={done.value} onEnd={() => done.value = null} />
    </section>
  );
}

function watchedIn({ read }: ReadLine): readonly string[] {
  return read.kind === "alarm" && read.isWatched ? [read.pair.symbol] : NONE;
}

const NONE: readonly string[] = [];

/** What reads lines: it is loaded once somebody turns to the line, so that no board waits for it. */
function useReader() {
  const reader = useSignal<Awaited<ReturnType<typeof loadOnDemand>> | null>(null);
  const loading = useRef<Promise<boolean> | null>(null);
  const load = async (): Promise<boolean> => {
    try {
      reader.value = await loadOnDemand();
      return true;
    } catch {
      loading.current = null;
      return false;
    }
  };
  // All wait for the same promise: of two imports the later one may end first, and of two lines the later one be sent.
  const loadReader = () => loading.current ??= load();
  return { reader, loadReader };
}

/** A line that nothing has read yet. */
function unread(text: string, examples: readonly string[]): ReadLine {
  if (text.trim() === "") return { read: { kind: "empty" }, suggestions: examples };
  return { read: { kind: "problem", piece: "", message: "", pair: null }, suggestions: [] };
}

/** Adds the pair where it must be, sets the alarm, and answers how to take it back. */
async function setAlarm(
  { pair, alarm, isWatched }: AlarmLine & { kind: "alarm" },
  chosen: PairRequest = { pair: pair.asked ?? pair.symbol },
  tell: (done: Deed) => void,
): Promise<Deed> {
  const symbol = isWatched ? pair.symbol : await addPair(chosen);
  const answer = await sendCommand("add_alarm", { pair: symbol, alarm });
  const id = answer.event === "alarm_added" ? answer.data.alarm.id : "";
  const condition = describeAlarm(alarm, pairTitle(symbol));
  const undo = async () => tell(await remove(id, symbol, condition));
  return { text: answerNotice(answer) ?? quickWords.done(condition), undo };
}

async function addPair({ pair, source, coin }: PairRequest): Promise<string> {
  const request = { pair, ...(source && { source }), ...(coin && { coin }) };
  const added = await sendCommand("add_pair", request);
  return added.event === "pair_added" ? added.data.pair.symbol : pair;
}

function plain(message: string): AddingProblem {
  return { message, choices: [] };
}

async function remove(id: string, pair: string, condition: string): Promise<Deed> {
  try {
    await sendCommand("remove_alarm", { pair, id });
    return { text: quickWords.removedAgain(condition), undo: null };
  } catch (error) {
    return { text: quickWords.notRemoved(messageOf(error)), undo: null };
  }
}
