import { numberText, readTypedPrice } from "@/lib/market/typed_number.ts";
import { type KindForm, typicalPrice } from "../form.ts";
import { sideOf } from "./chart.ts";
import type { TargetCondition } from "./schema.ts";

/** The fields of a target, as typed. */
export interface TargetDraft {
  readonly targetPrice: string;
  readonly crossing: TargetCondition["direction"];
}

const WANTED = "the price to wait for";

export const targetForm: KindForm<TargetCondition, TargetDraft> = {
  title: "Price",
  empty: { targetPrice: "", crossing: "any" },
  shownFields: ["targetPrice"],
  read: (draft, reader) => ({
    type: "target",
    targetPrice: reader.price("targetPrice", draft.targetPrice, WANTED),
    direction: draft.crossing,
  }),
  write: ({ targetPrice, direction }) => ({
    targetPrice: numberText(targetPrice),
    crossing: direction,
  }),
  /** It keeps its distance in percent from the current price. */
  copied({ type, targetPrice, direction }, { from, to }) {
    if (from === null || to === null) return null;
    return { type, targetPrice: typicalPrice(to * (targetPrice / from)), direction };
  },
};

/** The fields for a price that was picked: it is reached from the side on which the price is now. */
export function targetAt(text: string, currentPrice: number | null): TargetDraft {
  const read = readTypedPrice(text, WANTED, currentPrice);
  const isKnown = read.ok && currentPrice !== null;
  return { targetPrice: text, crossing: isKnown ? sideOf(read.value, currentPrice) : "any" };
}
