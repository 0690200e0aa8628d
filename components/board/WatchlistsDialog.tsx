import { useState } from "preact/hooks";
import type { SendAbout } from "@/components/alarm/actions.ts";
import { type Deed, UndoLine } from "@/components/alarm/UndoLine.tsx";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { Select } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { isNamedColour, LIST_COLOURS } from "@/lib/alarms/limits.ts";
import type { Watchlist } from "@/lib/alarms/pair.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { ListDot } from "./ListTabs.tsx";
import { NewList, useActs } from "./PairListsDialog.tsx";
import { listWords } from "./later_texts.ts";
import { kitWords } from "@/components/kit/texts.ts";

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
