import { asset, Head } from "fresh/runtime";
import type { ComponentChildren } from "preact";
import { routeWords } from "./route_texts.tsx";
import { pageWords } from "./texts.ts";

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

interface SiteHeaderProps {
  page: "prices" | "alarms" | "channels" | "log" | "settings" | "account" | "people" | null;
  /** What stands at the end, such as the theme toggle. */
  children?: ComponentChildren;
}

const PAGES = [
  ["prices", "/", "M4 19V5M4 19h16M7.5 14.5l4-4.5 3 3 5-6.5"],
  ["alarms", "/alarms", "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0"],
  ["log", "/log", "M8.5 6H20M8.5 12H20M8.5 18H20M4.5 6v.01M4.5 12v.01M4.5 18v.01"],
  ["channels", "/channels", "M20.5 4 3.5 10.5l6.5 3 3 6.5zM10 13.5l4-3.5"],
  [
    ...["settings", "/settings"] as const,
    "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  ],
] as const;

/** Name of the program and its pages; on a phone the pages are a bar at the bottom, with an icon each. */
export function SiteHeader({ page, children }: SiteHeaderProps) {
  return (
    <header class="site-head">
      <a class="skip-link" href="#main">{pageWords.skip}</a>
      <a class="brand" href="/" aria-current="false" aria-label={pageWords.brandLabel}>
        <BrandMark />
        <span class="brand-name">Crypto Price Alarm</span>
      </a>
      <nav aria-label={pageWords.pages}>
        {PAGES.map(([key, href, icon]) => (
          <a key={key} href={href} aria-current={key === page ? "page" : "false"}>
            <svg class="icon nav-icon" viewBox="0 0 24 24" aria-hidden="true">
              <path d={icon} />
            </svg>
            <span class="nav-text">{pageWords[key]}</span>
          </a>
        ))}
      </nav>
      <a class="button button-quiet account-link" href="/account" aria-current="false">
        {pageWords.account}
      </a>
      {children}
    </header>
  );
}

/** The sign of the program. */
function BrandMark() {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M5 20l5-5 4 4 7-9" />
      <circle cx="24" cy="7.5" r="3.5" />
    </svg>
  );
}

/** For a browser without scripts: the page is whole, but stands still. */
export function NoScript() {
  return (
    <noscript>
      <p class="banner banner-warning">
        <span>
          <strong>{routeWords.noScript}</strong>
          <span class="banner-detail">{routeWords.noScriptDetail}</span>
        </span>
      </p>
    </noscript>
  );
}

/** A page before one is in: no prices, and no way to other pages. */
export function EntryPage({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <>
      <Head>
        <title>{title} · Crypto Price Alarm</title>
        <Stylesheet name="account" />
      </Head>
      <main id="main" class="entry">
        <p class="entry-brand">
          <BrandMark />
          <span>Crypto Price Alarm</span>
        </p>
        <div class="entry-card">
          <NoScript />
          {children}
        </div>
      </main>
    </>
  );
}
