import { numberText } from "@/lib/market/typed_number.ts";
import { FIRST_PERCENTAGE, type KindForm, readPercentage } from "../form.ts";
import type { PercentChangeCondition } from "./schema.ts";

/** The fields of a move away from the highest or lowest price, as typed. */
export interface PercentChangeDraft {
  readonly percentage: string;
  readonly changeType: PercentChangeCondition["changeType"];
}

export const percentChangeForm: KindForm<PercentChangeCondition, PercentChangeDraft> = {
  title: "From max or min",
  empty: { percentage: FIRST_PERCENTAGE, changeType: "downFromMax" },
  shownFields: ["percentage"],
  read: ({ percentage, changeType }, reader) => ({
    type: "percentChange",
    percentage: readPercentage(percentage, reader),
    changeType,
  }),
  write: ({ percentage, changeType }) => ({ percentage: numberText(percentage), changeType }),
  copied: ({ type, percentage, changeType }) => ({ type, percentage, changeType }),
};
