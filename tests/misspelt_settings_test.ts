import assert from "node:assert/strict";
import { SETTING_NAMES } from "@/lib/config.ts";
import { misspeltSettings } from "@/lib/misspelt_settings.ts";

const told = (origin: ".env" | "environment" | "demo", ...names: readonly string[]) =>
  misspeltSettings([{ origin, values: Object.fromEntries(names.map((name) => [name, "1"])) }]);

const MEANT: readonly (readonly [given: string, meant: string])[] = [
  ["CHECK_INTERVAL", "CHECK_INTERVAL_SECONDS"],
  ["CHECK_SECONDS", "CHECK_INTERVAL_SECONDS"],
  ["CHEK_INTERVAL_SECONDS", "CHECK_INTERVAL_SECONDS"],
  ["CHECK_INTERVAL_SECOND", "CHECK_INTERVAL_SECONDS"],
  ["ALLOWED_ORIGIN", "ALLOWED_ORIGINS"],
  ["ALLOWED_ORGIINS", "ALLOWED_ORIGINS"],
  ["COINGECKO_KEY", "COINGECKO_API_KEY"],
  ["COIN_GECKO_API_KEY", "COINGECKO_API_KEY"],
  ["LOGLEVEL", "LOG_LEVEL"],
  ["DATADIR", "DATA_DIR"],
  ["SECRET_KEYS", "SECRET_KEY"],
  ["log_level", "LOG_LEVEL"],
];

for (const [given, meant] of MEANT) {
  Deno.test(`misspeltSettings takes ${given} for ${meant}, wherever it stands`, () => {
    const line = `${given} is not a setting; did you mean ${meant}?`;
    assert.deepEqual(told("environment", given), [line]);
    assert.deepEqual(told(".env", given), [`${line} (in .env)`]);
  });
}

Deno.test("misspeltSettings names every unknown name in .env", () => {
  assert.match(told(".env", "PROT")[0] ?? "", /^PROT is not a setting; did you mean PORT\?/);
  assert.match(told(".env", "PORT_NUMBER")[0] ?? "", /did you mean PORT\?/);
  assert.match(told(".env", "MY_DATA_DIR")[0] ?? "", /did you mean DATA_DIR\?/);
  assert.match(told(".env", "TELEPHONE")[0] ?? "", /not a setting; take it out of \.env/);
});

Deno.test("misspeltSettings names what begins like a source's setting in the environment", () => {
  const [line] = told("environment", "BINANCE_PASSPHRASE");
  assert.equal(line, "BINANCE_PASSPHRASE is not a setting and changes nothing");
});

Deno.test("misspeltSettings says nothing of settings, of empty ones and of the demo's own", () => {
  assert.deepEqual(told(".env", ...SETTING_NAMES), []);
  assert.deepEqual(told("environment", ...SETTING_NAMES), []);
  assert.deepEqual(told("demo", "CHECK_INTERVAL"), []);
  assert.deepEqual(misspeltSettings([{ origin: ".env", values: { PROT: " " } }]), []);
});

/** Names as they stand in shells, containers, desktops, units and build machines. */
const ORDINARY = [
  ..."HOME PATH USER LOGNAME SHELL PWD OLDPWD SHLVL TERM LANG LC_ALL LANGUAGE TZ HOSTNAME".split(
    " ",
  ),
  ..."HOSTTYPE OSTYPE MACHTYPE EDITOR VISUAL PAGER MAIL DISPLAY WAYLAND_DISPLAY TMPDIR".split(" "),
  ..."XDG_DATA_DIRS XDG_DATA_HOME XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_SESSION_ID".split(" "),
  ..."DBUS_SESSION_BUS_ADDRESS SSH_AUTH_SOCK SSH_CONNECTION SSH_CLIENT SSH_TTY".split(" "),
  ..."INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET SYSTEMD_EXEC_PID LOGS_DIRECTORY".split(" "),
  ..."HISTSIZE HISTFILE HISTCONTROL HISTFILESIZE LS_COLORS COLORTERM NO_COLOR".split(" "),
  ..."DENO_DIR DENO_CERT DENO_JOBS NODE_ENV NODE_HOME NODE_PATH NODE_OPTIONS NPM_TOKEN".split(" "),
  ..."HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy CI GITHUB_TOKEN".split(" "),
  ..."JAVA_HOME PGDATA PGHOST PGPORT DB_HOST DB_PORT REDIS_URL API_URL API_KEY".split(" "),
  ..."KUBERNETES_SERVICE_HOST KUBERNETES_PORT KUBERNETES_PORT_443_TCP_ADDR DEBUG".split(" "),
  ..."CRYPTO_PRICE_ALARM_SERVICE_HOST CRYPTO_PRICE_ALARM_PORT_8000_TCP POSTS HOSTS".split(" "),
  ..."APP_PORT HTTP_PORT LOG_FILE LOG_FORMAT SECRET_KEY_BASE DATA_FILE CACHE_DIR".split(" "),
];

Deno.test("misspeltSettings says nothing of an ordinary environment", () => {
  assert.deepEqual(told("environment", ...ORDINARY), []);
});
