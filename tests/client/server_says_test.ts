import assert from "node:assert/strict";
import { GERMAN } from "@/lib/client/german.ts";
import { ACCOUNTS, RULES } from "@/lib/client/server_says/rules.de.ts";
import { COMMANDS } from "@/lib/client/server_says/commands.de.ts";
import { SOURCES } from "@/lib/client/server_says/sources.de.ts";
import { retelling } from "@/lib/language/retell.ts";

const { said } = GERMAN.programs;

const SENTENCES: [english: string, german: string][] = [
  ["Pair XRPUSDT is not watched; add it first", "XRPUSDT wird nicht beobachtet; erst hinzufügen"],
  ["The name or the password is wrong", "Name oder Passwort stimmt nicht"],
  [
    "alarm.note must be a text of at most 500 characters",
    "alarm.note muss ein Text von höchstens 500 Zeichen sein",
  ],
  [
    "The password must have at least 12 characters; a few words in a row are easy to keep",
    "Das Passwort muss mindestens 12 Zeichen haben; ein paar Wörter hintereinander merken sich leicht",
  ],
  [
    "Too many attempts failed; try again in 3 minutes",
    "Zu viele Fehlversuche; in 3 Minuten noch einmal versuchen",
  ],
  [
    "Binance's allowance of 6000 a minute is used up until 2026-01-01 10:00:00 UTC; it is asked again then",
    "Das Kontingent von Binance ist bis 2026-01-01 10:00:00 UTC verbraucht; dann geht es weiter",
  ],
  ["config.topic is missing", "config.topic fehlt"],
  [
    "alarms.3: expiresAt must be in the future, or null for an alarm that never expires; nothing was changed",
    "alarms.3: expiresAt muss in der Zukunft liegen, oder null sein für einen Alarm, der nie abläuft; nichts wurde geändert",
  ],
  [
    "Cannot look up XYZUSDT now: Binance has trouble of its own (503); it is asked again at the next check; try again in a while",
    "XYZUSDT lässt sich jetzt nicht nachschlagen: Binance hat selbst eine Störung (503); nächste Frage bei der nächsten Prüfung; später noch einmal versuchen",
  ],
  [
    "Kraken was asked more often than it allows (429); it is asked again at 14:05 UTC",
    "Kraken wurde öfter gefragt als erlaubt (429); nächste Frage um 14:05 UTC",
  ],
  [
    'Binance refused the request (403); check BINANCE_API_URL (it says "go away")',
    "Binance lehnte die Anfrage ab (403); BINANCE_API_URL prüfen (Antwort: „go away“)",
  ],
  [
    "Binance's last trade of BTCUSDT is 12 min old",
    "Der letzte Handel von BTCUSDT bei Binance ist 12 min alt",
  ],
  ["Something that nobody foresaw", "Something that nobody foresaw"],
  ["field must be something that nobody foresaw", "field must be something that nobody foresaw"],
];

for (const [english, german] of SENTENCES) {
  Deno.test(`A German page says of “${english}”: ${german}`, () => {
    assert.equal(said(english), german);
  });
}

Deno.test("retelling() puts gaps where they belong, and leaves what no sentence says", () => {
  const retell = retelling([["{} saw {}: {=}", "{2} von {1}: {}"], ["a (b)", "c"]]);
  assert.equal(retell("x saw y: a (b)"), "y von x: x");
  assert.equal(retell("x saw y: z"), null);
  assert.equal(retell("A (b)"), null);
});

/** All that the server's files say, its lines joined: what templates put in stands in gaps. */
async function saidByServer(): Promise<string> {
  const folders = ["accounts", "alarms", "commands", "engine", "market", "notify", "program"];
  const texts: string[] = [];
  for (const folder of [...folders, "server", "sources"]) await readAll(`lib/${folder}`, texts);
  return texts.join("\n").replaceAll(/["'`]\s*\+\s*["'`]/g, "").replaceAll(/\\(["'`])/g, "$1");
}

async function readAll(folder: string, texts: string[]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await readAll(`${folder}/${name}`, texts);
    else if (name.endsWith(".ts")) texts.push(await Deno.readTextFile(`${folder}/${name}`));
  }
}

Deno.test("Every sentence that is known in German is one that the server says", async () => {
  const server = await saidByServer();
  const strange = [...COMMANDS, ...ACCOUNTS, ...RULES, ...SOURCES].flatMap(([english]) =>
    english.split(/\{=?\}|[;:.,]/).map((part) => part.trim())
      .filter((part) => /\p{L}{3}/u.test(part) && !server.includes(part))
      .map((part) => `${part} … in “${english}”`)
  );
  assert.deepEqual(strange, []);
});
