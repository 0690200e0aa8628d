/**
 * Draws `static/icons/*.png` and `static/icon-180.png` from `static/favicon.svg`, in Chromium.
 *
 *     deno run -A tools/make_icons.ts
 */
import { type Browser } from "playwright-core";
import { launchChromium } from "../tests/browser/chromium.ts";

const STATIC = new URL("../static/", import.meta.url);

interface Drawing {
  readonly file: string;
  /** Width and height in pixels. */
  readonly size: number;
  readonly svg: string;
}

/** A system may cut a maskable icon to a circle of four fifths: what matters stays inside. */
const SAFE = 0.82;

function drawings(favicon: string): Drawing[] {
  const ground = /<rect[^>]*fill="([^"]+)"/.exec(favicon)?.[1] ?? "";
  const mark = favicon.replace(/^<svg[^>]*>|<\/svg>\s*$/g, "").replace(/<rect[^>]*>/, "");
  const full = `<rect width="32" height="32" fill="${ground}" />`;
  const masked = svgOf(full + scaled(mark, SAFE));
  // Systems draw it in one colour: only its shape counts.
  const badge = svgOf(scaled(mark.replaceAll(/(fill|stroke)="#[^"]+"/g, '$1="#fff"'), 1.3));
  return [
    { file: "icons/icon-192.png", size: 192, svg: favicon },
    { file: "icons/icon-512.png", size: 512, svg: favicon },
    { file: "icons/maskable-192.png", size: 192, svg: masked },
    { file: "icons/maskable-512.png", size: 512, svg: masked },
    { file: "icons/badge-96.png", size: 96, svg: badge },
    { file: "icon-180.png", size: 180, svg: masked },
  ];
}

function svgOf(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${content}</svg>`;
}

function scaled(mark: string, factor: number): string {
  return `<g transform="translate(16 16) scale(${factor}) translate(-16.2 -12.2)">${mark}</g>`;
}

async function draw(browser: Browser, { file, size, svg }: Drawing): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const sized = svg.replace("<svg", `<svg width="${size}" height="${size}" style="display:block"`);
  await page.setContent(`<body style="margin:0">${sized}`);
  const png = await page.screenshot({ omitBackground: true });
  await Deno.writeFile(new URL(file, STATIC), png);
  await page.close();
}

async function main(): Promise<void> {
  const favicon = await Deno.readTextFile(new URL("favicon.svg", STATIC));
  await Deno.mkdir(new URL("icons/", STATIC), { recursive: true });
  const browser = await launchChromium();
  for (const drawing of drawings(favicon)) await draw(browser, drawing);
  await browser.close();
}

if (import.meta.main) await main();
