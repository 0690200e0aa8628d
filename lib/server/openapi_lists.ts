import { z } from "zod";
import { Watchlist } from "@/lib/alarms/watchlist.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { WatchlistPatch } from "@/lib/commands/watchlists.ts";

export const LIST_INPUTS = { NewWatchlist: COMMANDS.add_watchlist.input, WatchlistPatch };

const WatchlistSet = z.strictObject({
  ...{ success: z.literal(true), watchlist: Watchlist },
  place: z.int().min(0).describe("Its place among all watchlists, from 0 on"),
});

export const LIST_OUTPUTS = { Watchlist, WatchlistSet };

/** What `/api` can do with watchlists. */
export const LIST_OPERATIONS = {
  "get /api/watchlists": { summary: "All watchlists, in their order" },
  "post /api/watchlists": {
    summary: "Add a watchlist: a name, and pairs that are watched",
    body: "NewWatchlist",
    answer: "WatchlistSet",
    status: 201,
  },
  "patch /api/watchlists/{id}": {
    summary: "Change a watchlist: its name, colour, pairs and their order, or its place",
    body: "WatchlistPatch",
    answer: "WatchlistSet",
  },
  "delete /api/watchlists/{id}": { summary: "Remove a watchlist; its pairs stay watched" },
} as const;
