import type { WireError } from './wire.ts';

/** A refusal, over REST or the socket alike: `message` is the sentence for people, `code` the stable name. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterMs: number | null;
  /** With `second-factor-needed`: what the sign-in goes on with. */
  readonly ticket: string | null;

  constructor(from: {
    status: number;
    code: string;
    message: string;
    requestId?: string | null;
    errors?: Readonly<Record<string, readonly string[]>>;
    retryAfterMs?: number | null;
    ticket?: string | null;
  }) {
    super(from.message);
    this.status = from.status;
    this.code = from.code;
    this.requestId = from.requestId ?? null;
    this.errors = from.errors ?? {};
    this.retryAfterMs = from.retryAfterMs ?? null;
    this.ticket = from.ticket ?? null;
  }

  static of(error: WireError): Problem {
    return new Problem({ status: 0, code: error.code, message: error.message, retryAfterMs: error.retryAfterMs });
  }
}

/** The request never got an answer: no network, server down, aborted. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

function faults(json: unknown): Record<string, string[]> {
  if (typeof json !== 'object' || json === null) return {};
  const found: Record<string, string[]> = {};
  for (const [field, value] of Object.entries(json)) {
    if (typeof value === 'string') found[field] = [value];
    else if (Array.isArray(value)) found[field] = value.filter((one): one is string => typeof one === 'string');
  }
  return found;
}

/** Reads `application/problem+json`; anything else (a proxy's HTML page) becomes a problem with the status alone. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    const json: unknown = await response.json();
    if (typeof json === 'object' && json !== null) body = json as Record<string, unknown>;
  } catch {
    // not JSON: the status has to do
  }
  const word = (field: string): string | null => (typeof body[field] === 'string' ? body[field] : null);
  const header = response.headers.get('retry-after');
  const seconds = header === null ? Number.NaN : Number(header);
  return new Problem({
    status: response.status,
    code: word('code') ?? `http-${response.status}`,
    message: word('error') ?? word('detail') ?? word('title') ?? `The server answered ${response.status}.`,
    requestId: word('requestId'),
    errors: faults(body['errors']),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
    ticket: word('ticket'),
  });
}
