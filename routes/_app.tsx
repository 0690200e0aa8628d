import { asset } from "fresh/runtime";
import { define } from "@/lib/http/define.ts";

/** The HTML around every page. */
export default define.layout(function AppShell({ Component }) {
  return (
    <html lang="en" data-theme="auto" data-look="quiet">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f6f7f9" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0e1116" media="(prefers-color-scheme: dark)" />
        <title>Crypto Price Alarm</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icon-180.png" />
        <link rel="stylesheet" href={asset("/styles.css")} />
        <script src={asset("/theme.js")} />
      </head>
      <body>
        <Component />
      </body>
    </html>
  );
});
