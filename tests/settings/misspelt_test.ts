import assert from "node:assert/strict";
import { SECRET_SETTINGS, SETTING_NAMES } from "@/lib/settings/config.ts";
import { misspeltSettings } from "@/lib/settings/origins.ts";

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
  Deno.test(`misspeltSettings() takes ${given} for ${meant}, wherever it stands`, () => {
    const line = `${given} is not a setting; did you mean ${meant}?`;
    assert.deepEqual(told("environment", given), [line]);
    assert.deepEqual(told(".env", given), [`${line} (in .env)`]);
  });
}

const camel = (name: string) =>
  name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** How each setting may be written by mistake. */
const FORMS: readonly (readonly [says: string, form: (name: string) => string])[] = [
  ["in small letters", (name) => name.toLowerCase()],
  ["as a file's name", (name) => `${name}_FILE`],
  ["as a file's name in small letters", (name) => `${name}_FILE`.toLowerCase()],
  ["with the program's initials", (name) => `CPA_${name}`],
  ["with the program's name", (name) => `CRYPTO_PRICE_ALARM_${name}`],
  ["with a part of the name", (name) => `PRICE_ALARM_${name}`],
  ["with both", (name) => `cpa_${name}_file`],
];
/** Those that short names are too common for. */
const LONG_FORMS: typeof FORMS = [
  ["with hyphens", (name) => name.replaceAll("_", "-")],
  ["without its lines", (name) => name.replaceAll("_", "")],
  ["as scripts write it", camel],
  ["with one letter too many", (name) => `${name}S`],
  ["without its third letter", (name) => name.slice(0, 2) + name.slice(3)],
  ["with its first letters swapped", (name) => `${name[1]}${name[0]}${name.slice(2)}`],
];

for (const origin of [".env", "environment"] as const) {
  Deno.test(`misspeltSettings() finds every setting in all forms of its name, in ${origin}`, () => {
    for (const name of SETTING_NAMES) {
      const forms = name.length < 6 ? FORMS : [...FORMS, ...LONG_FORMS];
      for (const [says, form] of forms) {
        const given = form(name);
        const isFile = given.toUpperCase().endsWith("_FILE") && SECRET_SETTINGS.has(name);
        const meant = isFile ? `${name}_FILE` : name;
        if ([...SETTING_NAMES, meant].includes(given)) continue;
        const [line = "nothing"] = told(origin, given);
        assert.ok(
          line.startsWith(`${given} is not a setting; did you mean ${meant}?`),
          `${says}: ${line}`,
        );
      }
    }
  });
}

Deno.test("misspeltSettings() says that only secrets are read from files", () => {
  assert.deepEqual(told("environment", "DATA_DIR_FILE"), [
    "DATA_DIR_FILE is not a setting; did you mean DATA_DIR? Only secrets are read from files.",
  ]);
  assert.deepEqual(told("environment", "SECRT_KEY_FILE"), [
    "SECRT_KEY_FILE is not a setting; did you mean SECRET_KEY_FILE?",
  ]);
  for (const name of SECRET_SETTINGS) assert.deepEqual(told(".env", `${name}_FILE`), []);
});

Deno.test("misspeltSettings() names every unknown name in .env", () => {
  assert.match(told(".env", "PROT")[0] ?? "", /^PROT is not a setting; did you mean PORT\?/);
  assert.match(told(".env", "PORT_NUMBER")[0] ?? "", /did you mean PORT\?/);
  assert.match(told(".env", "MY_DATA_DIR")[0] ?? "", /did you mean DATA_DIR\?/);
  assert.match(told(".env", "TELEPHONE")[0] ?? "", /not a setting; take it out of \.env/);
});

Deno.test("misspeltSettings() names what begins like a source's setting in the environment", () => {
  for (const name of ["BINANCE_PASSPHRASE", "CPA_TELEPHONE", "CRYPTO_PRICE_ALARM_TELEPHONE"]) {
    assert.deepEqual(told("environment", name), [`${name} is not a setting and changes nothing`]);
  }
});

Deno.test("misspeltSettings() says nothing of settings, of empty ones and of the demo's own", () => {
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
  ..."DENO_NO_UPDATE_CHECK DENO_INSTALL_ROOT DENO_V8_FLAGS DENO_REGION npm_config_cache".split(" "),
  ..."npm_lifecycle_event INIT_CWD POSTGRES_PASSWORD_FILE SSL_CERT_FILE COMPOSE_FILE".split(" "),
  ..."COMPOSE_PROJECT_NAME COMPOSE_FILE DOCKER_HOST SSL_CERT_DIR RUST_LOG _ WINDIR".split(" "),
  ..."APP_PORT HTTP_PORT LOG_FILE LOG_FORMAT SECRET_KEY_BASE DATA_FILE CACHE_DIR".split(" "),
];

Deno.test("misspeltSettings() says nothing of what Kubernetes gives for a service of our name", () => {
  const values = { CRYPTO_PRICE_ALARM_PORT: "tcp://10.0.0.1:8000", CPA_PORT: "tcp://10.0.0.2:80" };
  assert.deepEqual(misspeltSettings([{ origin: "environment", values }]), []);
});

Deno.test("misspeltSettings() says nothing of an ordinary environment", () => {
  assert.deepEqual(told("environment", ...ORDINARY), []);
});
