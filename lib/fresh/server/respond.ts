import { HttpError } from "../http_error.ts";

/** The status an error stands for. */
export function statusOf(error: unknown): number {
  return error instanceof HttpError ? error.status : 500;
}

/** Logs what the visitor must not see. */
export function logError(error: unknown): void {
  if (statusOf(error) < 500) return;
  // deno-lint-ignore no-console -- the one place where an unexpected error becomes visible
  console.error(error instanceof Error ? error.stack ?? error.message : error);
}

/** The answer when no error page exists. */
export function plainError(error: unknown): Response {
  const known = error instanceof HttpError;
  const text = known && error.status < 500 ? error.message : "Internal Server Error";
  return new Response(text, { status: statusOf(error) });
}

/** The same response without its body, for HEAD. */
export async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}
