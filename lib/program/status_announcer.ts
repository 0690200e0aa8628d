import type { OutlierWatch } from "@/lib/engine/health/cross_check.ts";
import type { DiskBudget } from "@/lib/engine/health/storage_watch.ts";
import type { StatusBoard } from "@/lib/engine/health/status_board.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { SourceStatus, Status } from "@/lib/protocol/frames.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import { usedPercent } from "@/lib/text/words.ts";

interface StatusAnnouncerOptions {
  readonly board: StatusBoard;
  readonly store: Store;
  readonly disk: Pick<DiskBudget, "problem">;
  readonly doubts: () => OutlierWatch["counts"];
  readonly hub: Hub;
  /** How far the histories are that are being loaded. */
  readonly backfills: () => NonNullable<Status["backfills"]>;
  readonly log: Pick<Logger, "error">;
}

/** Tells every screen how the program is doing, when there is news. */
export class StatusAnnouncer {
  readonly #news = new StatusNews();

  constructor(private readonly options: StatusAnnouncerOptions) {}

  status(): Status {
    const { board, store, disk, doubts, hub, backfills } = this.options;
    const status = board.status({
      state: store.state,
      storeProblem: store.problem,
      diskProblem: disk.problem,
      doubts: doubts(),
      clients: hub.size,
    });
    return { ...status, backfills: backfills() };
  }

  tell(status = this.status()): void {
    if (this.#news.isNews(status)) this.options.hub.broadcast("status", status);
  }

  /** Checks end no more, or (null) do again. */
  standStill(problem: string | null): void {
    if (problem !== null) this.options.log.error("{problem}", { problem });
    this.options.board.checksStandStill(problem);
    this.tell();
  }
}

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
