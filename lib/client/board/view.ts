import { programWords } from "@/lib/language/texts.ts";
import { toBase } from "@/lib/client/base_path.ts";
import { cookieFields, lastingCookie } from "@/lib/protocol/cookie.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { troubleWords } from "@/lib/client/troubles.ts";

/** What the rows are put in order by: `order` is the one that people set. */
export const SORTS = ["order", "name", "hour", "day", "nearest"] as const;
export const SELECTIONS = ["all", "alarms", "ringing", "trouble"] as const;

export type Sort = typeof SORTS[number];
export type Selection = typeof SELECTIONS[number];

/** How somebody looks at the board; kept per browser, so that it is there when they come back. */
export interface BoardView {
  readonly sort: Sort;
  readonly isReversed: boolean;
  readonly selection: Selection;
  /** Part of a pair's name. */
  readonly text: string;
  readonly isCompact: boolean;
  /** Id of the watchlist that is shown; "" for all pairs. */
  readonly list: string;
}

/** Whether the rows are put in order by what prices do. */
export function isByPrice({ sort }: Pick<BoardView, "sort">): boolean {
  return sort === "hour" || sort === "day" || sort === "nearest";
}

export const FIRST_VIEW: BoardView = {
  sort: "order",
  isReversed: false,
  selection: "all",
  text: "",
  isCompact: false,
  list: "",
};

/** Whether rows are left out, or stand in another order than people set. */
export function isNarrowed({ sort, isReversed, selection, text }: BoardView): boolean {
  return sort !== FIRST_VIEW.sort || isReversed || selection !== FIRST_VIEW.selection ||
    text !== FIRST_VIEW.text;
}

const COOKIE = "board";
/** Longer than any name of a pair; a cookie must stay small. */
const MAX_TEXT = 40;

/** The view as a cookie for `document.cookie`. */
export function viewCookie(view: BoardView): string {
  const { sort, selection } = view;
  const flags = [view.isReversed ? "reversed" : "", view.isCompact ? "compact" : ""];
  const fields = [sort, selection, ...flags, view.text.slice(0, MAX_TEXT), view.list];
  return lastingCookie(COOKIE, fields, toBase("/"));
}

/** The view in a request's `cookie` header; what is not there or unknown is as at first. */
export function readViewCookie(header: string | null): BoardView {
  const fields = cookieFields(header, COOKIE);
  const [sort, selection, reversed, compact, text = "", list = ""] = fields;
  return {
    sort: SORTS.find((known) => known === sort) ?? FIRST_VIEW.sort,
    selection: SELECTIONS.find((known) => known === selection) ?? FIRST_VIEW.selection,
    isReversed: reversed === "reversed",
    isCompact: compact === "compact",
    text: text.slice(0, MAX_TEXT),
    list: list.slice(0, MAX_TEXT),
  };
}

/** Why a pair's price is not to be trusted. */
export interface PairProblem {
  /** In a word or two, for a line that has no room. */
  readonly title: string;
  /** Since when; null where that is not known. */
  readonly since: string | null;
  /** In a sentence. */
  readonly reason: string;
  /** The pair to watch instead of one whose coin has another name now; null for none. */
  readonly successor: string | null;
}

/**
 * What is wrong with a pair, `staleReason` being why its price is not live and `noDataSince` the moment of
 * the last one where that is long ago; null while all is well.
 */
export function pairProblem(
  { trouble, quote }: Pick<PairView, "trouble" | "quote">,
  staleReason: string | null,
  noDataSince: string | null = null,
): PairProblem | null {
  if (trouble !== null) {
    const { kind, since, reason, renamedTo } = trouble;
    const successor = renamedTo === undefined ? null : `${renamedTo}${quote}`;
    return { title: troubleWords.pair[kind], since, reason: programWords.said(reason), successor };
  }
  const said = staleReason === null ? null : programWords.said(staleReason);
  if (noDataSince !== null) {
    const reason = said ?? troubleWords.noNewerPrice;
    return { title: troubleWords.noData, since: noDataSince, reason, successor: null };
  }
  if (said === null) return null;
  return { title: troubleWords.noLivePrice, since: null, reason: said, successor: null };
}
