import { list } from './wire.ts';

/** A piece of a message's text as it is now. */
export type SearchSnippet = {
  readonly text: string;
  /** What was found, in UTF-16 code units of `text`, in order and without overlap. */
  readonly highlights: readonly { readonly start: number; readonly length: number }[];
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
};

/** A message beside a hit. */
export type SearchNeighbour = { readonly seq: number; readonly sender: string; readonly at: string; readonly snippet: SearchSnippet };

export type SearchHit = SearchNeighbour & {
  readonly room: string;
  /** Null: never. */
  readonly editedAt: string | null;
  /** The messages before it, oldest first. */
  readonly before: readonly SearchNeighbour[];
  readonly after: readonly SearchNeighbour[];
};

/** `next` is what to send as `before` for the next page; a page may be empty and have one. */
export type SearchPage = { readonly hits: readonly SearchHit[]; readonly next: string | null };

export type SearchAsk = {
  /** `next` of the page before. */
  readonly before?: string;
  /** 1–100. */
  readonly limit?: number;
  readonly order?: 'relevance' | 'newest';
  /** Messages before and after each hit, 0–3. */
  readonly context?: number;
  /** Minutes that the user's clock is ahead of UTC: the days of `before:` and `after:` are the user's. */
  readonly utcOffset?: number;
};

type Json = Record<string, unknown>;

function record(json: unknown): Json {
  return typeof json === 'object' && json !== null ? (json as Json) : {};
}

function parseSnippet(json: unknown): SearchSnippet {
  const from = record(json);
  return {
    text: String(from['text'] ?? ''),
    highlights: list(from['highlights'] ?? [], (item) => ({ start: Number(record(item)['start'] ?? 0), length: Number(record(item)['length'] ?? 0) })),
    cutBefore: from['cutBefore'] === true,
    cutAfter: from['cutAfter'] === true,
  };
}

function parseNeighbour(json: unknown): SearchNeighbour {
  const from = record(json);
  return { seq: Number(from['seq'] ?? 0), sender: String(from['sender'] ?? ''), at: String(from['at'] ?? ''), snippet: parseSnippet(from['snippet']) };
}

export function parseSearchPage(json: unknown): SearchPage {
  const from = record(json);
  const next = from['next'];
  return {
    hits: list(from['hits'] ?? [], (item) => {
      const hit = record(item);
      return {
        ...parseNeighbour(hit),
        room: String(hit['room'] ?? ''),
        editedAt: typeof hit['editedAt'] === 'string' ? hit['editedAt'] : null,
        before: list(hit['before'] ?? [], parseNeighbour),
        after: list(hit['after'] ?? [], parseNeighbour),
      };
    }),
    next: typeof next === 'string' ? next : null,
  };
}
