import { isJump } from "@/lib/market/accept.ts";

/** Whether another source's price speaks for a doubted one: it is near that, and nearer than to the last believed one. */
export function confirms(opinion: number, doubted: number, last: number | null): boolean {
  if (isJump(doubted, opinion)) return false;
  return last === null || apart(opinion, doubted) < apart(opinion, last);
}

/** How far apart two prices are, the same up as down. */
function apart(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}
