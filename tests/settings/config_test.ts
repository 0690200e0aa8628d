import assert from "node:assert/strict";
import { ConfigError, readConfig, SETTING_NAMES } from "@/lib/settings/config.ts";

Deno.test("readConfig() gives every setting its default", () => {
  const config = readConfig({});
  assert.equal(config.HOST, "127.0.0.1");
  assert.equal(config.PORT, 8000);
  assert.equal(config.CHECK_INTERVAL_SECONDS, 15);
  assert.equal(config.PRICE_SOURCE, "auto");
  assert.deepEqual(config.ALLOWED_ORIGINS, []);
  assert.deepEqual(Object.keys(config).sort(), [...SETTING_NAMES].sort());
});

Deno.test("readConfig() takes an empty value as not set", () => {
  assert.equal(readConfig({ PORT: "", DATA_DIR: "  " }).PORT, 8000);
});

Deno.test("readConfig() writes origins as browsers do", () => {
  const given =
    "HTTPS://Alarm.Example.COM:443, http://b:80, https://münchen.example, http://[0::1]:81";
  assert.deepEqual(readConfig({ ALLOWED_ORIGINS: given }).ALLOWED_ORIGINS, [
    ...[
      "https://alarm.example.com",
      "http://b",
      "https://xn--mnchen-3ya.example",
      "http://[::1]:81",
    ],
  ]);
});

Deno.test("readConfig() parses lists of origins", () => {
  const { ALLOWED_ORIGINS } = readConfig({ ALLOWED_ORIGINS: "https://a.example/, http://b:81" });
  assert.deepEqual(ALLOWED_ORIGINS, ["https://a.example", "http://b:81"]);
});

const WRONG: readonly [name: string, value: string][] = [
  ["PORT", "http"],
  ["PORT", "65536"],
  ["PORT", "-1"],
  ["PORT", "80.5"],
  ["PRICE_SOURCE", "bitfinex"],
  ["CONFIRM_SOURCE", "auto"],
  ["CHECK_INTERVAL_SECONDS", "0"],
  ["CHECK_INTERVAL_SECONDS", "7"],
  ["CHECK_INTERVAL_SECONDS", "120"],
  ["COINGECKO_API_URL", "ftp://example.com"],
  ["COINGECKO_PLAN", "free"],
  ["BINANCE_API_URL", "data-api.binance.vision"],
  ["BINANCE_STREAM_URL", "https://example.com"],
  ["ALLOWED_ORIGINS", "example.com"],
  ["ALLOWED_ORIGINS", "https://*.example.com"],
  ["ALLOWED_ORIGINS", "https://a.example/alarm"],
  ["ALLOWED_ORIGINS", "https://me@a.example"],
  ["ALLOWED_ORIGINS", "https://a.example?x"],
  ["PUBLIC_URL", "alarm.example.com"],
  ["PUBLIC_URL", "https://a.example/?x=1"],
  ["ALLOW_PRIVATE_TARGETS", "http://192.168.1.5"],
  ["ALLOW_PRIVATE_TARGETS", "192.168.1.5:99999"],
  ["ALLOW_PRIVATE_TARGETS", "10.0.0.0/8"],
  ["HEARTBEAT_URL", "hc-ping.com/x"],
  ["TELEGRAM_API_URL", "api.telegram.org"],
  ["TWILIO_API_URL", "api.twilio.com"],
  ["SECRET_KEY", "short"],
  ["LOG_LEVEL", "loud"],
  ["COMMIT_SECONDS", "601"],
  ["COMMIT_SECONDS", "a minute"],
];

for (const [name, value] of WRONG) {
  Deno.test(`readConfig() refuses ${name}=${value} in one line that names it`, () => {
    assert.throws(() => readConfig({ [name]: value }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.message.split("\n").length, 1);
      assert.ok(error.message.startsWith(`${name} must be `), error.message);
      return true;
    });
  });
}

Deno.test("readConfig() never shows a secret", () => {
  assert.throws(() => readConfig({ SECRET_KEY: "tiny-secret" }), (error) => {
    assert.ok(error instanceof ConfigError && !error.message.includes("tiny-secret"));
    return true;
  });
});

Deno.test("readConfig() refuses a paid plan without its key", () => {
  assert.throws(() => readConfig({ COINGECKO_PLAN: "pro" }), /COINGECKO_API_KEY must be set/);
});
