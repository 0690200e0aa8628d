import { z } from "zod";

/** What a source says about its own refusal. */
export interface UpstreamError {
  readonly code: number | null;
  readonly message: string | null;
}

const Part = z.looseObject({
  error_code: z.number().optional().catch(undefined),
  error_message: z.string().optional().catch(undefined),
  code: z.number().optional().catch(undefined),
  msg: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error: z.unknown().optional(),
  status: z.unknown().optional(),
});

const NOTHING: UpstreamError = { code: null, message: null };

/** Reads the refusals of Binance, Coinbase and Kraken and the four shapes of CoinGecko's; nulls where the body says nothing. */
export function readUpstreamError(body: string): UpstreamError {
  try {
    return readPart(JSON.parse(body), 0);
  } catch {
    return NOTHING;
  }
}

function readPart(value: unknown, depth: number): UpstreamError {
  if (typeof value === "string") return { code: null, message: value };
  if (Array.isArray(value)) return readPart(value[0], depth + 1);
  const parsed = Part.safeParse(value);
  if (!parsed.success || depth > 2) return NOTHING;
  const part = parsed.data;
  const own = {
    code: part.error_code ?? part.code,
    message: part.error_message ?? part.msg ?? part.message,
  };
  const inner = [part.status, part.error].map((each) => readPart(each, depth + 1));
  return {
    code: own.code ?? inner.find((each) => each.code !== null)?.code ?? null,
    message: own.message ?? inner.find((each) => each.message !== null)?.message ?? null,
  };
}
