import { LoginFields } from "@/components/account/LoginFields.tsx";
import { goTo } from "@/lib/client/base_path.ts";

/** Logs in and goes on to the page that was asked for; the server has looked at its address. */
export function LoginForm({ next }: { next: string }) {
  return <LoginFields onDone={() => goTo(next)} />;
}
