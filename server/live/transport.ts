/**
 * What the hub needs of a WebSocket server, and no more: two libraries stand behind it and pass the same tests.
 * A socket is never written to after its end, a full buffer is told and never silently skipped.
 */
export interface UpgradeRequest {
  /** Path without the query. */
  readonly path: string;
  readonly remote: string;
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly fetchSite?: string | undefined;
  /** Any of `forwarded`, `x-forwarded-for`, `via`. */
  readonly forwarded?: string | undefined;
}

export interface TransportSocket {
  readonly request: UpgradeRequest;
  readonly open: boolean;
  /** Bytes handed over and not yet taken by the operating system. */
  buffered(): number;
  /** Text where it is a string. `false`: the socket is closed or its buffer is full; then it has been closed. */
  send(message: string | Uint8Array): boolean;
  /** Groups the sends inside into few packets. */
  cork(sends: () => void): void;
  close(code: number, reason: string): void;
}

export interface TransportHandlers {
  open(socket: TransportSocket): void;
  /** `null`: a binary message, which the protocol does not know. The text is at most `maxPayload` bytes. */
  message(socket: TransportSocket, text: string | null): void;
  /** Its buffer has drained, at least in part. */
  drain(socket: TransportSocket): void;
  /** Called once for each opened socket. */
  close(socket: TransportSocket): void;
  /** Plain HTTP on the same port. */
  http(path: string): { readonly status: number; readonly type: string; readonly body: string };
}

export interface TransportOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** A longer message from a screen ends its socket at once. */
  readonly maxPayload: number;
  /** A socket that has this much unsent is closed as too slow. */
  readonly maxBackpressure: number;
  /** A socket that answers no ping for this long is closed. */
  readonly idleSeconds: number;
}

export interface Transport {
  readonly kind: 'uws' | 'ws';
  readonly port: number;
  /** Ends every socket and frees the port. */
  close(): Promise<void>;
}

/** Throws `GL_PORT_TAKEN`. */
export type OpenTransport = (options: TransportOptions, handlers: TransportHandlers) => Promise<Transport>;
