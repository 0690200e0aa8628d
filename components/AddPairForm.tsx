import { useRef, useState } from "preact/hooks";
import { messageOf } from "@/lib/live/request_error.ts";
import { parseSymbol } from "@/lib/market/symbol.ts";
import { ErrorLine } from "./ErrorLine.tsx";
import { Icon } from "./Icon.tsx";

interface AddPairFormProps {
  /** Adds the pair; rejects with why it could not be added. */
  onAdd: (symbol: string) => Promise<void>;
}

/** One line to add a pair by its name, in any usual spelling. */
export function AddPairForm({ onAdd }: AddPairFormProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const add = async () => {
    const parsed = parseSymbol(text);
    setProblem(parsed.ok ? null : parsed.message);
    if (!parsed.ok) return;
    setSending(true);
    try {
      await onAdd(parsed.pair.symbol);
      setText("");
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setSending(false);
      input.current?.focus();
    }
  };
  return (
    <form
      class="add-pair"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label for="add-pair" class="visually-hidden">Pair to watch, for example btc/usdt</label>
      <input
        ref={input}
        id="add-pair"
        class="input"
        name="pair"
        placeholder="btc/usdt"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        aria-describedby="add-pair-error"
        aria-invalid={problem === null ? "false" : "true"}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button button-primary" disabled={isSending}>
        <Icon name="plus" />
        {isSending ? "Looking it up…" : "Add pair"}
      </button>
      <ErrorLine id="add-pair-error" message={problem} />
    </form>
  );
}
