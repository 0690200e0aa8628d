import type { ComponentChildren } from "preact";

interface SiteHeaderProps {
  page: "prices" | "alarms" | "channels" | "log" | "settings" | "account" | "people" | null;
  /** What stands at the end, such as the theme toggle. */
  children?: ComponentChildren;
}

const PAGES = [
  ["prices", "/", "Prices"],
  ["alarms", "/alarms", "Alarms"],
  ["channels", "/channels", "Channels"],
  ["log", "/log", "Log"],
  ["settings", "/settings", "Settings"],
] as const;

/** Name of the program and its pages. */
export function SiteHeader({ page, children }: SiteHeaderProps) {
  return (
    <header class="site-head">
      <a class="skip-link" href="#main">Skip to content</a>
      <a class="brand" href="/" aria-current="false" aria-label="Crypto Price Alarm, prices">
        <BrandMark />
        <span class="brand-name">Crypto Price Alarm</span>
      </a>
      <nav aria-label="Pages">
        {PAGES.map(([key, href, text]) => (
          <a key={key} href={href} aria-current={key === page ? "page" : "false"}>{text}</a>
        ))}
      </nav>
      <a class="button button-quiet account-link" href="/account" aria-current="false">Account</a>
      {children}
    </header>
  );
}

/** The sign of the program. */
export function BrandMark() {
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
          <strong>This page stands still without JavaScript.</strong>
          <span class="banner-detail">
            Prices are as of its loading, alarms do not ring here, and nothing can be changed.
          </span>
        </span>
      </p>
    </noscript>
  );
}
