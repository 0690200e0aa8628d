import assert from "node:assert/strict";
import { learn, speak, texts } from "@/lib/language/texts.ts";
import { languageOf } from "@/lib/protocol/cookie.ts";

const CASES: [acceptLanguage: string | null, cookie: string | null, language: string][] = [
  [null, null, "en"],
  ["de", null, "de"],
  ["de-AT,de;q=0.9,en;q=0.5", null, "de"],
  ["fr-FR, de-CH;q=0.4, en;q=0.8", null, "en"],
  ["fr, it;q=0.5", null, "en"],
  ["en;q=0, de;q=0.1", null, "de"],
  ["DE-de", null, "de"],
  ["de;q=x, en;q=0.1", null, "en"],
  ["*", null, "en"],
  ["constructor", null, "en"],
  [`${"fr,".repeat(5_000)}de`, null, "en"],
  ["de", "board=order; language=en", "en"],
  ["en", "language=de", "de"],
  ["de", "language=", "de"],
  ["de", "language=%zz", "de"],
];

for (const [header, cookie, language] of CASES) {
  const asked = `${header?.slice(0, 40) ?? "nothing"}, ${cookie ?? "no cookie"}`;
  Deno.test(`A page asked for in ${asked} is in ${language}`, () => {
    const headers = new Headers();
    if (header !== null) headers.set("accept-language", header);
    if (cookie !== null) headers.set("cookie", cookie);
    assert.deepEqual(languageOf(headers), language);
  });
}

Deno.test("Texts are said in the language of the page, and in English where it says nothing", () => {
  const words = texts("language_test", {
    hello: "Hello",
    left: (count: number) => `${count} left`,
  });
  learn("de", { language_test: { hello: "Hallo" } });
  speak("de");
  assert.deepEqual([words.hello, words.left(2)], ["Hallo", "2 left"]);
  speak("en");
  assert.deepEqual(words.hello, "Hello");
});
