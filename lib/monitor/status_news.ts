import type { Status } from "@/lib/live/protocol.ts";

/** Tells whether a status says something new, apart from counters that move with every check. */
export class StatusNews {
  #last = "";

  isNews({ sources, stale, storeProblem, diskProblem, checksProblem }: Status): boolean {
    const reachable = sources.map((
      { name, failingSince, problem, stream },
    ) => [name, failingSince, problem, stream?.problem, (stream?.pairs ?? 0) > 0]);
    const text = JSON.stringify([reachable, stale, storeProblem, diskProblem, checksProblem]);
    const isNews = text !== this.#last;
    this.#last = text;
    return isNews;
  }
}
