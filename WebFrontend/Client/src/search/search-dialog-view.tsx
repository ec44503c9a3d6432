import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchHit, SearchNeighbour, SearchSnippet } from '@parley/client';
import { formatDay, formatFull, formatTime, t } from '../i18n/i18n.ts';
import { go, pathTo } from '../routes/router.ts';
import { addressOf } from '../rooms/rooms-state.ts';
import { searchFor } from '../rooms/shell-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SearchIcon } from '../ui/icons.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { piecesOf, withOperator } from './search-state.ts';

const OPERATORS = ['from:', 'in:', 'before:', 'after:', 'has:link'];
/** Somebody who types on is not done. */
const PAUSE_MS = 250;
const PAGE = 20;

type Found = { readonly hits: readonly SearchHit[]; readonly next: string | null };

/** Finds messages in all that one may read; a hit opens where it was said. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { client, users } = useWorkspace();
  const [query, setQuery] = useState(searchFor.peek());
  const [newest, setNewest] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const asked = query.trim();

  const ask = async (before: readonly SearchHit[], next: string | null, signal: AbortSignal): Promise<void> => {
    setBusy(true);
    try {
      const page = await client.rest.search(asked, {
        limit: PAGE,
        context: 1,
        order: newest ? 'newest' : 'relevance',
        utcOffset: -new Date().getTimezoneOffset(),
        signal,
        ...(next === null ? {} : { before: next }),
      });
      users.want(page.hits.flatMap((hit) => [hit.sender, ...hit.before.map(({ sender }) => sender), ...hit.after.map(({ sender }) => sender)]));
      setFound({ hits: [...before, ...page.hits], next: page.next });
      setError(null);
    } catch (refusal) {
      if (!signal.aborted) setError(refusal);
    }
    if (!signal.aborted) setBusy(false);
  };
  useEffect(() => {
    const control = new AbortController();
    if (asked === '' || /(?:^|\s)\w+:$/.test(asked)) {
      setFound(null);
      setError(null);
      return;
    }
    const timer = setTimeout(() => void ask([], null, control.signal), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [asked, newest]);
  const operator = (word: string): void => {
    setQuery(withOperator(query, word));
    field.current?.focus();
  };
  return (
    <Dialog title={t.search.title} onClose={onClose} class="dialog-wide dialog-top">
      <input
        class="search"
        type="search"
        ref={field}
        autofocus
        aria-label={t.search.title}
        placeholder={t.search.placeholder}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div class="chips search-chips">
        {OPERATORS.map((word) => (
          <button key={word} type="button" class="chip" title={t.search.operators[word]} onClick={() => operator(word)}>
            <code>{word}</code>
          </button>
        ))}
        <label class="chip chip-end">
          <input class="sr-only" type="checkbox" checked={newest} onChange={(event) => setNewest(event.currentTarget.checked)} />
          {t.search.newest}
        </label>
      </div>
      <Refusal error={error} />
      <p class="sr-only" role="status">
        {found === null ? '' : t.search.count(found.hits.length)}
      </p>
      {found === null && error === null && (
        <div class="search-empty">
          <SearchIcon />
          <p>{busy ? t.loading : t.search.hint}</p>
        </div>
      )}
      {found !== null && found.hits.length === 0 && found.next === null && (
        <div class="search-empty">
          <SearchIcon />
          <p>{t.search.nothing}</p>
        </div>
      )}
      <ul class="search-hits" aria-busy={busy}>
        {found?.hits.map((hit) => <Hit key={`${hit.room}/${hit.seq}`} hit={hit} onClose={onClose} />)}
      </ul>
      {found !== null && found.next !== null && (
        <button type="button" class="button button-wide" disabled={busy} onClick={() => void ask(found.hits, found.next, new AbortController().signal)}>
          {t.search.more}
        </button>
      )}
    </Dialog>
  );
}

function Hit({ hit, onClose }: { hit: SearchHit; onClose: () => void }) {
  const { rooms, users } = useWorkspace();
  const room = rooms.value.get(hit.room);
  const to = { to: 'room', name: room === undefined ? hit.room : addressOf(room), message: hit.seq } as const;
  const at = new Date(hit.at);
  const name = (id: string): string => nameOf(users.users.value, id, t.someone);
  const beside = (one: SearchNeighbour) => (
    <span key={one.seq} class="search-beside" dir="auto">
      {name(one.sender)}: {one.snippet.text}
    </span>
  );
  return (
    <li>
      <a
        class="search-hit"
        href={pathTo(to)}
        onClick={(event) => {
          if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          onClose();
          go(to);
        }}
      >
        <span class="search-where">
          <span dir="auto">{room?.title ?? hit.room}</span>
          <time dateTime={hit.at} title={formatFull(at)}>
            {formatDay(at, new Date())}, {formatTime(at)}
          </time>
        </span>
        {hit.before.map(beside)}
        <span class="search-words" dir="auto">
          <b>{name(hit.sender)}</b> <Snippet snippet={hit.snippet} />
        </span>
        {hit.after.map(beside)}
      </a>
    </li>
  );
}

function Snippet({ snippet }: { snippet: SearchSnippet }) {
  return <>{piecesOf(snippet).map(({ text, found }, at) => (found ? <mark key={at}>{text}</mark> : text))}</>;
}
