import { usedPercent } from "@/lib/live/budget_words.ts";
import { durationWords } from "@/lib/live/duration_words.ts";
import type { SourceStatus, Status } from "@/lib/live/protocol.ts";

/** Tells whether a status says something new, apart from counters that move with every check. */
export class StatusNews {
  #last = "";

  isNews(status: Status): boolean {
    const { stale, noData, doubts, storeProblem, diskProblem, checksProblem, backfills } = status;
    const pairs = [stale, noData, doubts, backfills];
    const problems = [storeProblem, diskProblem, checksProblem];
    const text = JSON.stringify([status.sources.map(sourceNews), pairs, problems]);
    const isNews = text !== this.#last;
    this.#last = text;
    return isNews;
  }
}

/** Of the budget only what a screen shows of it. */
function sourceNews(source: SourceStatus): readonly unknown[] {
  const { name, failingSince, problem, budget, stream } = source;
  const news = [name, failingSince, problem, stream?.problem, (stream?.pairs ?? 0) > 0];
  if (budget === null) return news;
  const { used, limit, slowedToMs } = budget;
  return [...news, usedPercent(used, limit), slowedToMs && durationWords(slowedToMs)];
}
