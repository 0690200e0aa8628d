import { useState } from "preact/hooks";
import type { SendAbout } from "@/components/alarm/actions.ts";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { Pair, Watchlist } from "@/lib/alarms/pair.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import { ListDot } from "./ListTabs.tsx";
import { listWords } from "./later_texts.ts";
import { kitWords } from "@/components/kit/texts.ts";

interface PairListsDialogProps {
  pair: Pair;
  lists: readonly Watchlist[];
  send: SendAbout;
  onClose: () => void;
}

/** The watchlists that a pair is in; each check box acts at once. */
export function PairListsDialog({ pair, lists, send, onClose }: PairListsDialogProps) {
  const { symbol, base, quote } = pair;
  const { problem, act } = useActs(send);
  const toggle = ({ id, pairs }: Watchlist) => {
    const change = pairs.includes(symbol) ? "removePairs" : "addPairs";
    return act("update_watchlist", { id, [change]: [symbol] });
  };
  return (
    <Dialog title={listWords.ofPair(`${base}/${quote}`)} onClose={onClose}>
      <div class="dialog-body">
        {lists.map((list) => (
          <label key={list.id} class="list-check">
            <input
              type="checkbox"
              class="check"
              checked={list.pairs.includes(symbol)}
              onChange={() => toggle(list)}
            />
            <ListDot colour={list.colour} />
            {list.name}
          </label>
        ))}
        <NewList onAdd={(name) => act("add_watchlist", { name, pairs: [symbol] })} />
      </div>
      <ErrorLine message={problem} />
      <div class="dialog-actions">
        <button type="button" class="button button-primary" onClick={onClose}>
          {kitWords.done}
        </button>
      </div>
    </Dialog>
  );
}

/** Sends commands one by one, and keeps why the last one failed. */
export function useActs(send: SendAbout) {
  const [problem, setProblem] = useState<string | null>(null);
  /** Whether it was done. */
  const act = async (...command: Parameters<SendAbout>): Promise<boolean> => {
    try {
      await send(...command);
      setProblem(null);
      return true;
    } catch (error) {
      setProblem(messageOf(error));
      return false;
    }
  };
  return { problem, act };
}

/** A name to make a new watchlist of; it stays there when it is refused. */
export function NewList({ onAdd }: { onAdd: (name: string) => Promise<boolean> }) {
  const [name, setName] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await onAdd(name)) setName("");
  };
  return (
    <form class="list-row" onSubmit={submit}>
      <input
        class="input"
        aria-label={listWords.newName}
        placeholder={listWords.newList}
        maxLength={60}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button">{listWords.add}</button>
    </form>
  );
}
