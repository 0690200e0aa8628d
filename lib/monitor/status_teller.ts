import type { Hub } from "@/lib/live/hub.ts";
import type { Status } from "@/lib/live/protocol.ts";
import type { Logger } from "@/lib/logs/get_logger.ts";
import type { Store } from "@/lib/store/store.ts";
import type { DiskBudget } from "./disk_budget.ts";
import type { DoubtWatch } from "./doubt_watch.ts";
import type { StatusBoard } from "./status_board.ts";
import { StatusNews } from "./status_news.ts";

export interface StatusTellerOptions {
  readonly board: StatusBoard;
  readonly store: Store;
  readonly disk: Pick<DiskBudget, "problem">;
  readonly doubts: Pick<DoubtWatch, "counts">;
  readonly hub: Hub;
  /** How far the histories are that are being loaded. */
  readonly backfills: () => NonNullable<Status["backfills"]>;
  readonly log: Pick<Logger, "error">;
}

/** Tells every screen how the program is doing, when there is news. */
export class StatusTeller {
  readonly #news = new StatusNews();

  constructor(private readonly options: StatusTellerOptions) {}

  status(): Status {
    const { board, store, disk, doubts, hub, backfills } = this.options;
    const status = board.status({
      state: store.state,
      storeProblem: store.problem,
      diskProblem: disk.problem,
      doubts: doubts.counts,
      clients: hub.size,
    });
    return { ...status, backfills: backfills() };
  }

  tell(): void {
    const status = this.status();
    if (this.#news.isNews(status)) this.options.hub.broadcast("status", status);
  }

  /** Checks end no more, or (null) do again. */
  standStill(problem: string | null): void {
    if (problem !== null) this.options.log.error("{problem}", { problem });
    this.options.board.checksStandStill(problem);
    this.tell();
  }
}
