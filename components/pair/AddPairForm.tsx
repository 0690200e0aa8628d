import { useRef, useState } from "preact/hooks";
import { loadOnDemand } from "@/components/page/later.ts";
import { useLater } from "@/components/kit/use_later.ts";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { Select } from "@/components/kit/Fields.tsx";
import { Icon } from "@/components/kit/Icon.tsx";
import { SOURCE_NAMES, SOURCE_TITLES, type SourceName } from "@/lib/market/source_name.ts";
import {
  type AddingProblem,
  addingProblem,
  PairChoices,
  type PairRequest,
} from "./PairChoices.tsx";
import { pairWords } from "./texts.ts";

interface AddPairFormProps {
  onAdd: (request: PairRequest) => Promise<void>;
}

/** One line to add a pair by its name, in any usual spelling. */
export function AddPairForm({ onAdd }: AddPairFormProps) {
  const [text, setText] = useState("");
  const [source, setSource] = useState<SourceName | "">("");
  const [problem, setProblem] = useState<AddingProblem | null>(null);
  const [isSending, setSending] = useState(false);
  const [isTurnedTo, turnTo] = useState(false);
  const later = useLater(isTurnedTo, loadOnDemand, () => turnTo(false));
  const input = useRef<HTMLInputElement>(null);

  const add = async (request: PairRequest) => {
    if (request.pair.trim() === "") {
      return setProblem({ message: pairWords.nothingTyped, choices: [] });
    }
    setSending(true);
    try {
      await onAdd(request);
      setText("");
      setProblem(null);
    } catch (error) {
      setProblem(addingProblem(error));
    } finally {
      setSending(false);
      input.current?.focus();
    }
  };
  return (
    <form
      class="add-pair"
      data-needs="changeAlarms"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add({ pair: text, ...(source && { source }) });
      }}
    >
      <label for="add-pair" class="visually-hidden">
        {pairWords.toWatch}
      </label>
      <input
        ref={input}
        id="add-pair"
        class="input"
        name="pair"
        placeholder="btc/usdt"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded="false"
        aria-controls="pair-options"
        aria-describedby="add-pair-error"
        data-key="n"
        aria-invalid={problem === null ? "false" : "true"}
        value={text}
        onFocus={() => turnTo(true)}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setProblem((before) => before && { ...before, choices: [] });
        }}
      />
      <Select
        label={pairWords.market}
        options={markets()}
        value={source}
        onChange={setSource}
      />
      <button type="submit" class="button button-primary" disabled={isSending}>
        <Icon name="plus" />
        {isSending ? pairWords.lookingUp : pairWords.addPair}
      </button>
      {later === null
        ? <ul id="pair-options" role="listbox" aria-label={pairWords.pairs} hidden />
        : <later.PairOptions {...{ input, text, source }} onChoose={add} />}
      <ErrorLine id="add-pair-error" message={problem?.message ?? null} />
      <PairChoices
        choices={problem?.choices ?? []}
        isSending={isSending}
        onChoose={({ pair, source, coin }) =>
          add({ pair, ...(source && { source }), ...(coin && { coin }) })}
      />
    </form>
  );
}

/** Where the price is to come from; the server decides unless a person does. */
function markets(): readonly (readonly [SourceName | "", string])[] {
  return [
    ["", pairWords.anyMarket],
    ...SOURCE_NAMES.map((name) => [name, SOURCE_TITLES[name]] as const),
  ];
}
