import type { z } from "zod";
import type { UserAnswer, UserCommand } from "./control.ts";
import type { AccountDesk } from "./open.ts";
import { AccountRefusal, loginKey } from "./state.ts";
import { Login } from "./inputs.ts";

/** Does what the command line asks for, and says in words what came of it. */
export async function runUserCommand(
  desk: AccountDesk,
  command: UserCommand,
  { publicUrl }: { readonly publicUrl: string },
): Promise<UserAnswer> {
  try {
    return { isDone: true, text: await textOf(desk, command, publicUrl) };
  } catch (error) {
    if (error instanceof AccountRefusal) return { isDone: false, text: error.message };
    throw error;
  }
}

async function textOf(
  { people }: AccountDesk,
  command: UserCommand,
  publicUrl: string,
): Promise<string> {
  switch (command.verb) {
    case "list":
      return people.list().map(({ login, role, isDisabled, lastLoginAt }) =>
        [login, role, isDisabled ? "disabled" : "", lastLoginAt ?? "never logged in"]
          .filter((part) => part !== "").join("  ")
      ).join("\n") || "There is nobody yet";
    case "add": {
      const login = Login.safeParse(command.login);
      if (!login.success) throw wrongName(login.error);
      const { id, role } = await people.add({ ...command, login: login.data }, "cli");
      return `Added ${login.data} (${role}). ${await linkText(people, id, publicUrl)}`;
    }
    case "reset-password":
      return await linkText(people, idOf(people, command.login), publicUrl);
    case "role": {
      const { role } = command;
      await people.update(idOf(people, command.login), { role }, "cli");
      return `${command.login} is ${role} now, and logged out everywhere`;
    }
    case "disable":
    case "enable": {
      const isDisabled = command.verb === "disable";
      await people.update(idOf(people, command.login), { isDisabled }, "cli");
      return `${command.login} is ${isDisabled ? "disabled, and logged out everywhere" : "let in"}`;
    }
  }
}

async function linkText(people: AccountDesk["people"], id: string, url: string): Promise<string> {
  const { secret } = await people.resetLink(id, "cli");
  return `Choose the password here, once, within 15 minutes:\n${url}/setup#reset=${secret}`;
}

function idOf(people: AccountDesk["people"], login: string): string {
  const found = people.list().find((person) => loginKey(person.login) === loginKey(login));
  if (found !== undefined) return found.id;
  const message = `There is nobody named ${login}; deno task user list shows all`;
  throw new AccountRefusal("not_found", message);
}

function wrongName({ issues: [issue] }: z.ZodError): AccountRefusal {
  return new AccountRefusal("invalid_request", `The name ${issue?.message ?? "is none"}`);
}
