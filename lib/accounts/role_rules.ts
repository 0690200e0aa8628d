import type { Role } from "@/lib/protocol/account_view.ts";
import { ROLES } from "@/lib/protocol/account_view.ts";

/** What a provider says of a person, as far as it is asked about. */
export interface Claims {
  /** By which the provider tells people apart; nothing else does. */
  readonly subject: string;
  /** Name to log in with, as the provider has it. */
  readonly login: string | null;
  readonly name: string | null;
  /** Null unless the provider has seen that it is theirs. */
  readonly email: string | null;
  readonly groups: readonly string[];
}

/** Whom each role is for; each rule is `group:NAME`, `domain:NAME` or `subject:ID`. */
export type RoleRules = Readonly<Record<Role, readonly string[]>>;

/** The highest role that a rule gives; null where none does: an empty list is for nobody. */
export function roleBy(rules: RoleRules, claims: Claims): Role | null {
  return ROLES.toReversed().find((role) => rules[role].some((rule) => fits(rule, claims))) ?? null;
}

function fits(rule: string, { subject, email, groups }: Claims): boolean {
  const at = rule.indexOf(":");
  const [kind, value] = [rule.slice(0, at), rule.slice(at + 1)];
  switch (kind) {
    case "group":
      return groups.includes(value);
    case "subject":
      return subject === value;
    case "domain":
      // All behind the last @: a name may hold others in quotes.
      return email !== null &&
        email.slice(email.lastIndexOf("@") + 1).toLowerCase() === value.toLowerCase();
    default:
      return false;
  }
}
