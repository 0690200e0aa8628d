// On the page that stands in while the server is out of reach: says when it was last heard, and goes on
// with what was asked for as soon as it answers.

const RETRY_MS = 3_000;
/** Any file that the program itself answers, once it has started. */
const PROBE = new URL("manifest.webmanifest", document.currentScript.src).pathname;
/** What a proxy answers for a server that is down, and the server itself while it starts. */
const OUT_OF_REACH = [502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530];

function showLastLive() {
  let at = null;
  try {
    at = localStorage.getItem("live-at");
  } catch {
    // Storage is refused: nobody knows.
  }
  const time = document.querySelector("#last-live time");
  if (at === null || time === null) return;
  const { lang } = document.documentElement;
  time.dateTime = at;
  time.textContent = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
    ...{ day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  }).format(new Date(at));
  document.querySelector("#last-live").hidden = false;
}

async function tryAgain() {
  try {
    const { status } = await fetch(PROBE, { cache: "no-store" });
    // A proxy that asks for a password, or refuses, shows that on the page itself.
    if (!OUT_OF_REACH.includes(status)) return goOn();
  } catch {
    // Still out of reach.
  }
  setTimeout(tryAgain, RETRY_MS);
}

function goOn() {
  if (/\/offline$/.test(location.pathname)) location.replace(".");
  else location.reload();
}

addEventListener("DOMContentLoaded", showLastLive);
addEventListener("online", tryAgain);
setTimeout(tryAgain, RETRY_MS);
