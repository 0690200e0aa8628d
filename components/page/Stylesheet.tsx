import { asset } from "fresh/runtime";

/** Link of a stylesheet, for the `<head>` of the pages that need it. */
export function Stylesheet({ name }: { name: SheetName }) {
  return <link key={name} rel="stylesheet" href={asset(`/styles/${name}.css`)} />;
}

/**
 * The stylesheets that pages load, each with the files of `static/css` it is made of, in the order of
 * the cascade. The build joins them (`tools/build_styles.ts`): two requests a page in place of sixteen.
 */
export const SHEETS = {
  /** What every page shows: the frame, the status, what rings. */
  everywhere: [
    ...["tokens", "base", "frame", "status", "controls", "dialogs", "notices", "states"],
    ...["fires", "ringing"],
  ],
  prices: ["board", "watchlists", "pairs", "rows", "alarms", "menus", "forms", "quick", "tour"],
  pair: ["watchlists", "pairs", "alarms", "menus", "forms", "quick", "chart"],
  charts: ["watchlists", "pairs", "alarms", "forms", "quick", "chart", "charts"],
  alarms: ["board", "watchlists", "alarms", "menus", "forms", "quick", "picks"],
  alarm: ["watchlists", "alarms", "menus", "forms", "quick", "picks", "log", "why"],
  log: ["log"],
  channels: ["forms", "sections", "channels"],
  phone: ["phone"],
  account: ["forms", "sections", "account"],
  settings: ["board", "forms", "sections", "settings"],
} as const;

export type SheetName = keyof typeof SHEETS;
