import { asset } from "fresh/runtime";
import { routeWords } from "./route_texts.tsx";

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

/** The oldest browsers that pages work in, by MDN's names; Safari's is that of iOS, too. */
export const BROWSER_TARGET = { chrome: 111, firefox: 121, safari: 16, safari_ios: 16 } as const;

/** What came last of all that pages need; a browser that has these has the rest. Old browsers read it, too. */
export const OLD_BROWSER_SCRIPT = `
(function () {
  function supports(condition) {
    return !!(window.CSS && CSS.supports && CSS.supports(condition));
  }
  var isNewEnough = Array.prototype.toSorted && supports("selector(:has(a))") &&
    supports("(container-type: inline-size)");
  if (!isNewEnough) document.getElementById("old-browser").removeAttribute("hidden");
})();
`;

/** Says so where a browser is too old for the page, which would stand still in it without a word. */
export function OldBrowser() {
  return (
    <>
      <p id="old-browser" class="banner banner-danger" role="alert" hidden>
        <span>
          <strong>{routeWords.tooOld}</strong>{" "}
          <span class="banner-detail">{routeWords.tooOldDetail(BROWSER_TARGET)}</span>
        </span>
      </p>
      <script dangerouslySetInnerHTML={{ __html: OLD_BROWSER_SCRIPT }} />
    </>
  );
}
