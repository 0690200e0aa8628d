import type { Alarm } from "@/lib/alarms/alarm.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { BY_PROGRAM, DEFAULT_PRIORITY, DEFAULT_SOUND } from "@/lib/alarms/limits.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { isAccountEvent } from "@/lib/protocol/account_view.ts";
import type { AuditEntry, AuditKind } from "@/lib/protocol/audit_entry.ts";
import { isOfAccounts } from "./log_rows.ts";
import { momentText, type Zone } from "./times.ts";
import { coinName, coinWords } from "./words.ts";

/** What was done, in a word or two. */
export const AUDIT_TITLES: Readonly<Record<AuditKind, string>> = {
  pairAdded: "Pair added",
  pairRemoved: "Pair removed",
  pairsReordered: "Moved",
  pairTroubled: "Not traded",
  pairRecovered: "Traded again",
  alarmAdded: "Alarm set",
  alarmEdited: "Alarm edited",
  alarmRearmed: "Re-armed",
  alarmSnoozed: "Snoozed",
  alarmPausedByPerson: "Paused",
  alarmResumed: "Resumed",
  alarmRemoved: "Alarm removed",
  alarmPaused: "Suppressed",
  alarmFired: "Rang",
  alarmTested: "Tested",
  fireAcknowledged: "Acknowledged",
  channelAdded: "Channel added",
  channelEdited: "Channel edited",
  channelSwitchedOff: "Channel switched off",
  channelRemoved: "Channel removed",
  channelTested: "Channel tested",
  deliveryResent: "Sent again",
  policyAdded: "Policy added",
  policyEdited: "Policy edited",
  policyRemoved: "Policy removed",
  setUp: "First account made",
  setUpRefused: "Setup refused",
  loggedIn: "Logged in",
  loginRefused: "Login refused",
  loggedOut: "Logged out",
  sessionEnded: "Session ended",
  loggedOutEverywhere: "Logged out everywhere",
  passwordGiven: "Password given once more",
  passwordRefused: "Password refused",
  passwordChanged: "Password changed",
  passwordReset: "Password chosen by a link",
  passwordLinkMade: "Link for a password made",
  totpOn: "Codes turned on",
  totpOff: "Codes turned off",
  passkeyAdded: "Passkey added",
  passkeyRenamed: "Passkey renamed",
  passkeyRemoved: "Passkey removed",
  passkeyTaken: "Passkey taken away",
  identityLinked: "Provider linked",
  identityUnlinked: "Provider unlinked",
  identityTaken: "Provider link taken away",
  tokenMade: "Token made",
  tokenEnded: "Token ended",
  invited: "Invitation made",
  inviteWithdrawn: "Invitation withdrawn",
  inviteUsed: "Invitation used",
  personAdded: "Person added",
  personRenamed: "Name changed",
  roleChanged: "Role changed",
  personDisabled: "Account disabled",
  personEnabled: "Account enabled",
  personErased: "Person erased",
  refused: "Not allowed",
  watchlistAdded: "Watchlist added",
  watchlistEdited: "Watchlist edited",
  watchlistRemoved: "Watchlist removed",
};

/** What an entry is about: the pair, or the name of the channel, policy or watchlist. */
export function auditSubject(entry: AuditEntry): string {
  if (entry.pair !== null) return entry.pair;
  const channel = "fire" in entry ? null : entry.after ?? entry.before;
  return channel !== null && "name" in channel ? channel.name : "";
}

/** What an entry tells beside its title; "" where the title says it all. */
export function auditDetail(entry: AuditEntry, zone: Zone): string {
  if (isOfAccounts(entry)) {
    const { detail, leftOut } = entry.after;
    return joined([detail, leftOut === undefined ? "" : `${leftOut} more like it before`], "; ");
  }
  switch (entry.kind) {
    case "pairAdded":
      return coinName(entry.after) === null ? "" : coinWords(entry.after);
    case "fireAcknowledged":
    case "channelAdded":
    case "channelRemoved":
    case "channelTested":
    case "deliveryResent":
    case "policyAdded":
    case "policyEdited":
    case "policyRemoved":
      return "";
    case "watchlistAdded":
      return pairCount(entry.after.pairs);
    case "watchlistEdited":
      return listChange(entry.before, entry.after);
    case "watchlistRemoved":
      return pairCount(entry.before.pairs);
    case "channelEdited":
      return channelChange(entry.before, entry.after);
    case "channelSwitchedOff":
      return entry.after.reason;
    case "pairRemoved":
      return withAlarms(entry.before.alarms.length);
    case "pairsReordered":
      return placeWords(entry.pair ?? "", entry.before.pairs, entry.after.pairs);
    case "pairTroubled":
      return entry.after.reason;
    case "pairRecovered":
      return `it was not since ${momentText(entry.before.since, zone)}: ${entry.before.reason}`;
    case "alarmAdded":
    case "alarmRearmed":
    case "alarmPausedByPerson":
    case "alarmResumed":
      return conditionWords(entry.after);
    case "alarmEdited":
      return changeWords(entry.before, entry.after, zone);
    case "alarmSnoozed": {
      const { snoozedUntil } = entry.after;
      const until = snoozedUntil === null ? "" : `until ${momentText(snoozedUntil, zone)}: `;
      return until + conditionWords(entry.after);
    }
    case "alarmRemoved":
      return conditionWords(entry.before);
    case "alarmPaused":
      return entry.after.pausedReason.replace(/^(?:Paused|Suppressed) /, "");
    case "alarmFired":
      return entry.fire.message;
    case "alarmTested":
      return conditionWords(entry.fire.alarm);
  }
}

/** By whom it was done; "" where nobody did it or nobody knows. */
export function auditWho(
  entry: Pick<AuditEntry, "by" | "address" | "kind" | "person">,
): string {
  const { by, address, kind, person } = entry;
  if (by === "engine") return kind === "fireAcknowledged" ? acknowledgerWords(BY_PROGRAM) : "";
  if (!isAccountEvent(kind)) return acknowledgerWords(person ?? address);
  // Where somebody came from is what these lines are read for.
  const who = OF_ONESELF.has(kind) ? "" : acknowledgerWords(person);
  return joined([who, address === null ? "" : `from ${address}`], " ");
}

/** What people do to their own account: the line is about them already. */
const OF_ONESELF: ReadonlySet<AuditKind> = new Set<AuditKind>([
  ...["setUp", "loggedIn", "loggedOut", "sessionEnded", "loggedOutEverywhere"] as const,
  ...["passwordGiven", "passwordRefused", "passwordChanged", "passwordReset"] as const,
  ...["totpOn", "totpOff", "inviteUsed", "refused"] as const,
  ...["passkeyAdded", "passkeyRenamed", "passkeyRemoved"] as const,
  ...["identityLinked", "identityUnlinked"] as const,
]);

function joined(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== "").join(separator);
}

/** By whom a fire was acknowledged: an address, or the program itself; "" where nobody knows. */
export function acknowledgerWords(by: string | null | undefined): string {
  if (by === null || by === undefined) return "";
  return by === BY_PROGRAM ? "by the program" : `by ${by}`;
}

/** An entry as a sentence: `BTCUSDT: crosses above 55,000 → crosses above 56,000, by 127.0.0.1`. */
export function auditText(entry: AuditEntry, zone: Zone): string {
  if (entry.kind === "alarmFired") return entry.fire.message;
  const subject = auditSubject(entry);
  const what = joined([whatWords(entry, zone), auditWho(entry)], ", ");
  return subject === "" ? what : `${subject}: ${what}`;
}

function whatWords(entry: AuditEntry, zone: Zone): string {
  const detail = auditDetail(entry, zone);
  if (entry.kind === "alarmEdited") return detail;
  const title = AUDIT_TITLES[entry.kind].toLowerCase();
  if (detail === "") return title;
  return /^(as|until|for|with|without|from) /.test(detail)
    ? `${title} ${detail}`
    : `${title}: ${detail}`;
}

type Facts = Extract<AuditEntry, { kind: "channelEdited" }>["after"];

/** `on → off; told of every alarm → only when named`; "" where only its fields were changed. */
function channelChange(before: Facts, after: Facts): string {
  const change = (words: (facts: Facts) => string) =>
    words(before) === words(after) ? [] : [`${words(before)} → ${words(after)}`];
  return [
    ...change(({ name }) => `name “${name}”`),
    ...change(({ enabled }) => enabled ? "on" : "off"),
    ...change(({ isDefault }) => isDefault ? "told of every alarm" : "told only when named"),
  ].join("; ");
}

type ListFacts = Extract<AuditEntry, { kind: "watchlistEdited" }>["after"];

/** `name “Majors” → “Large”; with BTCUSDT; without ETHUSDT`. */
function listChange(before: ListFacts, after: ListFacts): string {
  const change = (words: (facts: ListFacts) => string) =>
    words(before) === words(after) ? [] : [`${words(before)} → ${words(after)}`];
  const beyond = (some: ListFacts, others: ListFacts) => {
    const known = new Set(others.pairs);
    return some.pairs.filter((symbol) => !known.has(symbol));
  };
  const [added, removed] = [beyond(after, before), beyond(before, after)];
  const isMoved = added.length + removed.length === 0 &&
    before.pairs.join() !== after.pairs.join();
  return [
    ...change(({ name }) => `name “${name}”`),
    ...change(({ colour }) => `colour ${colour}`),
    ...change(({ place }) => `place ${place + 1}`),
    ...(added.length === 0 ? [] : [`with ${someOf(added)}`]),
    ...(removed.length === 0 ? [] : [`without ${someOf(removed)}`]),
    ...(isMoved ? ["pairs in another order"] : []),
  ].join("; ");
}

const NAMED = 5;

function someOf(symbols: readonly string[]): string {
  const more = symbols.length - NAMED;
  return symbols.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function pairCount({ length }: readonly string[]): string {
  return length === 1 ? "with 1 pair" : `with ${length} pairs`;
}

function withAlarms(count: number): string {
  if (count === 0) return "without alarms";
  return count === 1 ? "with its alarm" : `with its ${count} alarms`;
}

/** `from place 5 to 2`, of how many; more than one pair may have moved. */
function placeWords(symbol: string, before: readonly string[], after: readonly string[]): string {
  const others = (symbols: readonly string[]) => symbols.filter((other) => other !== symbol).join();
  const isAlone = others(before) === others(after);
  const places = `from place ${before.indexOf(symbol) + 1} to ${after.indexOf(symbol) + 1}`;
  return isAlone ? places : `${places}; other pairs moved too`;
}

/** The condition without the pair's name: `crosses above 55,000`. */
function conditionWords(alarm: Alarm): string {
  return describeAlarm(alarm, "").trim();
}

/** How an edit changed an alarm: `crosses above 55,000 → crosses above 56,000; note “dip”`. */
function changeWords(before: Alarm, after: Alarm, zone: Zone): string {
  const others = otherChanges(before, after, zone);
  const old = viewOf(before).brief(before).words;
  const { subject, words: now } = viewOf(after).brief(after);
  if (old !== now) return [`${subject}${old} → ${now}`, ...others].join("; ");
  return `${subject}${now}: ${others.length === 0 ? "nothing changed" : others.join("; ")}`;
}

function otherChanges(before: Alarm, after: Alarm, zone: Zone): string[] {
  const expiry = ({ expiresAt }: Alarm) =>
    expiresAt === null ? "never expires" : `expires ${momentText(expiresAt, zone)}`;
  return [
    change(before, after, ({ note }) => note === "" ? "no note" : `note “${note}”`),
    change(before, after, ({ mode }) => mode === "once" ? "once" : "repeat"),
    change(before, after, ({ cooldownSeconds }) => `cooldown ${cooldownSeconds} s`),
    change(before, after, expiry),
    change(before, after, ({ sound = DEFAULT_SOUND }) => `sound ${sound}`),
    change(before, after, ({ priority = DEFAULT_PRIORITY }) => `${priority} priority`),
    change(before, after, ({ policy }) => policy ? `policy ${policy}` : "default policy"),
    change(
      before,
      after,
      ({ tags = [] }) => tags.length === 0 ? "no tags" : `tags ${tags.join(", ")}`,
    ),
    change(before, after, ({ tell = "default" }) => `tells ${String(tell)}`),
  ].filter((words) => words !== null);
}

function change(before: Alarm, after: Alarm, words: (alarm: Alarm) => string): string | null {
  const [old, now] = [words(before), words(after)];
  return old === now ? null : `${old} → ${now}`;
}
