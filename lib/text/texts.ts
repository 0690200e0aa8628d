import { texts } from "@/lib/language/texts.ts";

/** Times, sizes and sources in words. */
export const textWords = texts("text", {
  /** How long ago, in days; smaller units are the same in all languages. */
  ageDays: (count: number) => `${count} d`,
  days: (count: number) => `${count} days`,
  budget: (percent: number, limit: string, per: "second" | "minute" | "month") =>
    `${percent} % of ${limit}/${{ second: "s", minute: "min", month: "month" }[per]}`,
  coin: (name: string, quote: string, source: string) => `${name} in ${quote}, from ${source}`,
  slowed: (every: string) => `asked every ${every}: the plan's calls would run out`,
  comesTwice: (time: string, isFirst: boolean) =>
    `${time} comes twice, as clocks go back then: the ${
      isFirst ? "first" : "second"
    } time is meant`,
  isSkipped: (time: string, meant: string) =>
    `${time} does not exist, as clocks go forward then: ${meant} is meant`,
});
