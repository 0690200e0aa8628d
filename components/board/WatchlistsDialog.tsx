import { useState } from "preact/hooks";
import { type Deed, UndoLine } from "@/components/alarm/UndoLine.tsx";
import type { SendAbout } from "@/components/alarm/actions.ts";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { Select } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { kitWords } from "@/components/kit/texts.ts";
import { isNamedColour, LIST_COLOURS } from "@/lib/alarms/limits.ts";
import type { Pair, Watchlist } from "@/lib/alarms/pair.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { texts } from "@/lib/language/texts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { ListDot } from "./ListTabs.tsx";

/** What edits watchlists; a `list` is its name. */
export const listWords = texts("lists", {
  title: "Watchlists",
  ofPair: (pair: string) => `Watchlists of ${pair}`,
  what: "Pairs that you look at together. Everybody here sees the same lists.",
  newName: "Name of a new watchlist",
  newList: "New watchlist",
  add: "Add",
  removed: (list: string) => `Removed “${list}”.`,
  nameOf: (list: string) => `Name of the watchlist ${list}`,
  colourOf: (list: string) => `Colour of ${list}`,
  colours: {
    ...{ blue: "Blue", green: "Green", orange: "Orange", purple: "Purple" },
    ...{ teal: "Teal", pink: "Pink", yellow: "Yellow", grey: "Grey" },
  },
  up: "Move up",
  moveUp: (list: string) => `Move ${list} up`,
  down: "Move down",
  moveDown: (list: string) => `Move ${list} down`,
  pairs: (count: number) => `Pairs (${count})`,
  remove: "Remove",
  removeList: (list: string) => `Remove ${list}`,
  pairsOf: (list: string) => `Pairs of ${list}`,
  findPairs: "Find pairs",
  findPair: "Find a pair",
  more: (count: number) => `${count} more: find them.`,
});

interface WatchlistsDialogProps {
  lists: readonly Watchlist[];
  pairs: readonly PairView[];
  send: SendAbout;
  onClose: () => void;
}

/** Makes, names, colours, orders, fills and removes watchlists; every change acts at once. */
export function WatchlistsDialog({ lists, pairs, send, onClose }: WatchlistsDialogProps) {
  const { problem, act } = useActs(send);
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<Deed | null>(null);
  const remove = async (list: Watchlist, place: number) => {
    if (!await act("remove_watchlist", { id: list.id })) return;
    const { name, colour } = list;
    const undo = async () => {
      setDone(null);
      const watched = new Set(pairs.map(({ symbol }) => symbol));
      const left = list.pairs.filter((symbol) => watched.has(symbol));
      await act("add_watchlist", { name, colour, place, pairs: left });
    };
    setDone({ text: listWords.removed(name), undo });
  };
  return (
    <Dialog title={listWords.title} onClose={onClose}>
      <div class="dialog-body">
        {lists.length === 0 && <p>{listWords.what}</p>}
        <ul class="list-rows">
          {lists.map((list, place) => (
            <ListRow
              key={list.id}
              {...{ list, place, pairs }}
              isLast={place === lists.length - 1}
              isOpen={open === list.id}
              onOpen={() => setOpen(open === list.id ? null : list.id)}
              onChange={(change) => act("update_watchlist", { id: list.id, ...change })}
              onRemove={() => remove(list, place)}
            />
          ))}
        </ul>
        <NewList onAdd={(name) => act("add_watchlist", { name })} />
        <UndoLine done={done} onEnd={() => setDone(null)} />
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

interface ListRowProps {
  list: Watchlist;
  place: number;
  isLast: boolean;
  isOpen: boolean;
  pairs: readonly PairView[];
  onOpen: () => void;
  onChange: (change: Readonly<Record<string, unknown>>) => Promise<boolean>;
  onRemove: () => void;
}

function ListRow(props: ListRowProps) {
  const { list, place, isLast, isOpen, pairs, onOpen, onChange, onRemove } = props;
  const { name, colour } = list;
  const [typed, setTyped] = useState<string | null>(null);
  const rename = async () => {
    if (typed !== null && typed.trim() !== name && !await onChange({ name: typed })) return;
    setTyped(null);
  };
  return (
    <li class="list-row">
      <ListDot colour={colour} />
      <input
        class="input"
        aria-label={listWords.nameOf(name)}
        maxLength={60}
        value={typed ?? name}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={rename}
      />
      <Select
        class="list-colour"
        label={listWords.colourOf(name)}
        options={coloursWith(colour)}
        value={colour}
        onChange={(chosen) => onChange({ colour: chosen })}
      />
      <span class="list-acts">
        <IconButton
          icon="up"
          text={listWords.up}
          label={listWords.moveUp(name)}
          look="quiet"
          disabled={place === 0}
          onClick={() => onChange({ place: place - 1 })}
        />
        <IconButton
          icon="down"
          text={listWords.down}
          label={listWords.moveDown(name)}
          look="quiet"
          disabled={isLast}
          onClick={() => onChange({ place: place + 1 })}
        />
        <button type="button" class="button button-quiet" aria-expanded={isOpen} onClick={onOpen}>
          {listWords.pairs(list.pairs.length)}
        </button>
        <IconButton
          icon="trash"
          text={listWords.remove}
          label={listWords.removeList(name)}
          look="quiet"
          onClick={onRemove}
        />
      </span>
      {isOpen && <ListPairs {...{ list, pairs, onChange }} />}
    </li>
  );
}

function coloursWith(colour: string): readonly (readonly [string, string])[] {
  const named = LIST_COLOURS.map((each) => [each, listWords.colours[each]] as const);
  return isNamedColour(colour) ? named : [[colour, colour], ...named];
}

/** With more pairs than this, words find those that are meant. */
const AT_ONCE = 100;

/** The pairs of a list, to be checked among all that are watched. */
function ListPairs({ list, pairs, onChange }: Pick<ListRowProps, "list" | "pairs" | "onChange">) {
  const [text, setText] = useState("");
  const wanted = text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  const found = pairs.filter(({ symbol }) => symbol.includes(wanted));
  const chosen = new Set(list.pairs);
  return (
    <div class="list-pairs" role="group" aria-label={listWords.pairsOf(list.name)}>
      {pairs.length > 12 && (
        <input
          class="input"
          type="search"
          aria-label={listWords.findPairs}
          placeholder={listWords.findPair}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      )}
      {found.slice(0, AT_ONCE).map(({ symbol, base, quote }) => (
        <label key={symbol} class="list-check">
          <input
            type="checkbox"
            class="check"
            checked={chosen.has(symbol)}
            onChange={() =>
              onChange({ [chosen.has(symbol) ? "removePairs" : "addPairs"]: [symbol] })}
          />
          {base}/{quote}
        </label>
      ))}
      {found.length > AT_ONCE && <p class="field-hint">{listWords.more(found.length - AT_ONCE)}</p>}
    </div>
  );
}

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
function useActs(send: SendAbout) {
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
function NewList({ onAdd }: { onAdd: (name: string) => Promise<boolean> }) {
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
