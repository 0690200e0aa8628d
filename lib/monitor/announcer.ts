import type { AlarmLog } from "@/lib/logs/alarm_log.ts";
import type { Logger } from "@/lib/logs/get_logger.ts";
import { framesOf } from "@/lib/live/frames.ts";
import type { Hub } from "@/lib/live/hub.ts";
import type { Committed, Store } from "@/lib/store/store.ts";

export interface AnnouncerOptions {
  readonly store: Store;
  readonly hub: Hub;
  readonly alarmLog: AlarmLog;
  readonly log: Logger;
}

/** Tells the world what is on disk: first the alarm log, then every socket. */
export class Announcer {
  constructor(private readonly options: AnnouncerOptions) {}

  /** Announces one committed change. */
  announce({ events, state, cause }: Committed): void {
    const { hub } = this.options;
    const fires = events.flatMap((event) => "fire" in event ? [event.fire] : []);
    if (fires.length > 0) this.#record(fires);
    for (const { event, data } of framesOf(events, state)) hub.broadcast(event, data, cause?.reply);
  }

  /** Makes good what a crash left between commit and announce. */
  resume(): void {
    const { store } = this.options;
    const left = new Set(store.state.unannounced);
    const fires = store.state.fires.filter((fire) => left.has(fire.id));
    if (fires.length > 0) this.#record(fires);
  }

  #record(fires: Parameters<AlarmLog["append"]>): void {
    const { store, alarmLog, log } = this.options;
    for (const fire of fires) {
      log.info("{message} (fire {id})", { message: fire.message, id: fire.id });
    }
    const isWritten = alarmLog.append(...fires);
    if (isWritten) store.markAnnounced(store.state.unannounced);
  }
}
