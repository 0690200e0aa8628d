import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { SOURCE_TITLES, type SourceName } from "@/lib/market/source_name.ts";
import type { FoundPair } from "@/lib/market/symbol.ts";
import { type PairRequest, rankWords } from "./PairChoices.tsx";
import { pairWords } from "./texts.ts";

interface PairOptionsProps {
  /** The field in which a pair is typed; it keeps the focus. */
  input: RefObject<HTMLInputElement>;
  text: string;
  source: SourceName | "";
  onChoose: (request: PairRequest) => void;
}

const LIST_ID = "pair-options";
const NONE: readonly FoundPair[] = [];
/** A hand that types on is not asked for in between, in milliseconds. */
const PAUSE_MS = 120;

/** The pairs that fit what is typed, below the field: arrows go through them, Enter takes one, Escape closes. */
export function PairOptions({ input, text, source, onChoose }: PairOptionsProps) {
  const [found, clear] = useFound(text, source);
  const [at, goTo] = useState(-1);
  const [isOpen, open] = useState(true);
  useEffect(() => {
    goTo(-1);
    open(true);
  }, [found]);
  const shown = isOpen ? found : NONE;
  const choose = ({ base, quote, sources, coin }: FoundPair) => {
    clear();
    // The source decides itself where nobody chose one, unless the pair is one coin of several there.
    const chosen = source || (coin === undefined ? undefined : sources[0]);
    onChoose({
      pair: `${base}/${quote}`,
      ...(chosen && { source: chosen }),
      ...(coin && { coin }),
    });
  };
  // Within the drawing itself: of two arrows in one frame the second must know what the first did.
  useLayoutEffect(() => {
    const field = input.current;
    if (field === null) return;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => isOpen ? goTo(Math.min(at + 1, found.length - 1)) : open(true),
      ArrowUp: () => goTo(Math.max(at - 1, -1)),
      Enter: () => at >= 0 && shown[at] && choose(shown[at]),
      Escape: () => open(false),
    };
    const onKey = (event: KeyboardEvent) => {
      const act = keys[event.key];
      const isForm = event.key === "Enter" && at < 0;
      if (act === undefined || found.length === 0 || isForm) return;
      event.preventDefault();
      act();
    };
    const onBlur = () => open(false);
    field.addEventListener("keydown", onKey);
    field.addEventListener("blur", onBlur);
    return () => {
      field.removeEventListener("keydown", onKey);
      field.removeEventListener("blur", onBlur);
    };
  });
  useEffect(() => {
    const field = input.current;
    field?.setAttribute("aria-expanded", String(shown.length > 0));
    if (at < 0 || shown.length === 0) field?.removeAttribute("aria-activedescendant");
    else field?.setAttribute("aria-activedescendant", `${LIST_ID}-${at}`);
    document.getElementById(`${LIST_ID}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, shown]);
  return (
    <>
      <ul
        id={LIST_ID}
        class="pair-options"
        role="listbox"
        aria-label={pairWords.pairs}
        hidden={shown.length === 0}
      >
        {shown.map((pair, nth) => (
          <li
            key={`${pair.base}/${pair.quote} ${pair.coin}`}
            id={`${LIST_ID}-${nth}`}
            class={nth === at ? "pair-option pair-option-on" : "pair-option"}
            role="option"
            aria-selected={nth === at}
            // The field keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(pair)}
          >
            <strong>{pair.base}/{pair.quote}</strong>
            <span class="pair-option-facts">{factsOf(pair)}</span>
          </li>
        ))}
      </ul>
      <p class="visually-hidden" role="status">
        {shown.length > 0 && pairWords.found(shown.length)}
      </p>
    </>
  );
}

function factsOf({ name, rank, volume, base, sources }: FoundPair): string {
  const facts = [
    name,
    rankWords(rank),
    volume === undefined ? undefined : pairWords.dayVolume(formatPrice(volume), base),
    sources.map((source) => SOURCE_TITLES[source]).join(", "),
  ];
  return facts.filter((fact) => fact !== undefined).join(" · ");
}

/** What the server finds for a text, once the hand rests; what was found before stays until then. */
function useFound(text: string, source: SourceName | "") {
  const [found, find] = useState(NONE);
  useEffect(() => {
    if (text.trim() === "") return find(NONE);
    const ending = new AbortController();
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ q: text.trim().slice(0, 60), ...(source && { source }) });
      const { signal } = ending;
      const answer = await askQuietly<{ pairs: readonly FoundPair[] }>(
        `/api/pairs/search?${query}`,
        { signal },
      );
      if (!signal.aborted) find(answer?.pairs ?? NONE);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [text, source]);
  return [found, () => find(NONE)] as const;
}
