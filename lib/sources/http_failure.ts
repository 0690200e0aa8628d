import { AnsweredError } from "./answered_error.ts";
import type { Exchange, ExchangeError } from "./http_exchange.ts";
import { SOURCE_LABELS } from "./labels.ts";
import { redact } from "./redact.ts";
import { isRetried } from "./retry.ts";
import { parseRetryAfter } from "./retry_after.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "./source.ts";
import { addressSetting, statusSentence } from "./status_sentence.ts";
import { readUpstreamError } from "./upstream_error.ts";

/** One failed request, and whether it may be made again. */
export interface Failure {
  readonly error: SourceError;
  readonly retryable: boolean;
}

export interface FailureContext {
  readonly source: SourceName;
  readonly host: string;
  readonly secrets: readonly string[];
  readonly now: number;
}

const BAN_WITHOUT_END_MS = 2 * 60 * 1000;

/** The failure in an answer with another status than 2xx. */
export function failureOfAnswer(
  answer: Pick<Exchange, "status" | "retryAfter" | "body">,
  context: FailureContext,
): Failure {
  const { source, now, secrets } = context;
  const { status } = answer;
  const { code, message } = readUpstreamError(answer.body);
  const said = message === null ? "" : ` (it says "${redact(message, secrets)}")`;
  const retryAt = parseRetryAfter(answer.retryAfter, now) ??
    (status === 418 ? now + BAN_WITHOUT_END_MS : null);
  const sentence = statusSentence(source, status, code) + said;
  const error = new AnsweredError(source, sentence, kindOf(status), retryAt, status, code);
  // A ban that ends within this call is waited for like a limit.
  return { error, retryable: isRetried(status) || status === 418 };
}

function kindOf(status: number): SourceError["kind"] {
  if (status === 429 || status === 418) return "rateLimited";
  return status >= 500 ? "unreachable" : "refused";
}

/** The failure of a request that got no whole answer. */
export function failureOfExchange(error: ExchangeError, context: FailureContext): Failure {
  const { source, host } = context;
  const label = SOURCE_LABELS[source];
  const failure = (kind: SourceError["kind"], message: string, retryable: boolean): Failure => ({
    error: new SourceError(source, message, kind),
    retryable,
  });
  switch (error.why) {
    case "stopped":
      return failure("timeout", `${label} did not answer before its time was up`, false);
    case "timeout":
      return failure("timeout", `${label} did not answer in time; check the network`, true);
    case "tooLarge":
      return failure(
        "badAnswer",
        `${label} sent far more than prices; the answer is dropped`,
        false,
      );
    case "network":
      return failure(
        "unreachable",
        `${label} cannot be reached at ${host}: ${error.message}; check the network and ${
          addressSetting(source)
        }`,
        true,
      );
  }
}

/** The failure of an answer that is not JSON. */
export function failureOfBody(body: string, context: FailureContext): Failure {
  const label = SOURCE_LABELS[context.source];
  const what = body.trim() === ""
    ? "nothing"
    : body.trimStart().startsWith("<")
    ? "a web page"
    : "broken JSON";
  const message = `${label} answered with ${what} instead of prices; it is asked again later`;
  return { error: new SourceError(context.source, message, "badAnswer"), retryable: false };
}
