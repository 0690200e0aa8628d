/** Asks the program in this container whether it is well; exits with 1 when it is not. */
async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

const [port, base] = [Deno.env.get("PORT") ?? "8000", Deno.env.get("BASE_PATH") ?? ""];
const url = `http://127.0.0.1:${port}${base.replace(/\/{1,9}$/, "")}/healthz`;
Deno.exit(await isWell(url) ? 0 : 1);
