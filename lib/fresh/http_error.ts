/** An error that carries the HTTP status the visitor gets. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** HTTP status, 400 to 599. */
  readonly status: number;

  constructor(
    status: number,
    message = REASONS[status] ?? `HTTP ${status}`,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
  }
}

const REASONS: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
