/** Who waits for the answer to a change, with which request id, and which event that answer is. */
export interface Reply {
  readonly client: symbol;
  readonly id: string | number | undefined;
  readonly event: string;
}

/** Which person asked for a change; the program itself has none. */
export interface Cause {
  /** Address of the client. */
  readonly address: string;
  /** Set when the request came over a socket. */
  readonly reply?: Reply;
}
