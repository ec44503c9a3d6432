import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { inRoom, type Pending, type Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { unread } from '../rooms/rooms-state.ts';
import { route } from '../routes/router.ts';
import { ThreadRowView } from '../threads/thread-row-view.tsx';
import { DownIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { MessageRowView, MembershipRowView } from './message-row-view.tsx';
import { ListContext } from './list-context.ts';
import { messageAt } from './overlay-state.ts';
import { NoteRowView } from './note-row-view.tsx';
import { type Row, rowsOf, sharing } from './rows-state.ts';
import { ScrollKeeper } from './scroll-keeper.ts';
import type { TimelineStore } from './timeline-store.ts';

/** Older or newer pages are asked for this far before they are needed. */
const AHEAD_PX = 800;

type ListProps = {
  room: Room;
  /** Of the room, or of a thread in it. */
  store: TimelineStore;
  /** Something stands in its place: what comes is not read. */
  covered: boolean;
  label: string;
  /** Stands above the first message. */
  beginning: (empty: boolean) => ComponentChildren;
};

export function MessageList({ room, store, covered, label, beginning }: ListProps) {
  const workspace = useWorkspace();
  const { thread } = store;
  const timeline = store.timeline.value;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const keeper = useRef<ScrollKeeper | null>(null);
  const landed = useRef(false);
  const [atBottom, setAtBottom] = useState(true);
  const n = thread === null ? room.n : (messageAt(store.overlay.value, thread)?.replies?.count ?? 0);
  const [seenN, setSeenN] = useState(n);
  const [active, setActive] = useState<string | null>(null);
  const [entered] = useState(() => {
    store.heldUnread = false;
    if (thread === null) store.newAfter.value = unread(room) > 0 ? room.readSeq : null; // where reading goes on, as of now
    return store.toEnd.peek();
  });
  const newAfter = store.newAfter.value;
  const confirming = store.confirming.value;
  const outbox = workspace.outbox.value;
  const overlay = store.overlay.value;
  const pressed = workspace.timeline(room.id).pressed.value;
  const pending = pendingOf(outbox, room.id, thread);
  const target = store.target.value;
  const shownTarget = useRef(store.target.peek()?.asked ?? 0); // what was asked for earlier has been shown
  const drawn = useRef<readonly Row[]>([]);
  const rows = useMemo(() => {
    if (timeline === null) return [];
    return sharing(drawn.current, rowsOf({ timeline, overlay, pressed, confirming, pending, me: workspace.me.id, newAfter }));
  }, [timeline, overlay, pressed, confirming, outbox, newAfter, pending.length]);
  drawn.current = rows;

  const look = (): void => {
    const keep = keeper.current!;
    store.atBottom = keep.pinned;
    setAtBottom(keep.pinned);
    if (!landed.current) return;
    if (keep.toTop < AHEAD_PX) void store.older();
    if (keep.toBottom < AHEAD_PX) void store.newer();
  };

  useLayoutEffect(() => {
    const keep = new ScrollKeeper(scroller.current!);
    keeper.current = keep;
    store.atBottom = true;
    const watcher = new ResizeObserver(() => {
      keep.settle();
      look();
    });
    watcher.observe(content.current!);
    watcher.observe(scroller.current!);
    return () => {
      watcher.disconnect();
      const place = landed.current ? keep.place : null;
      store.place = place === null ? null : { key: place.row.dataset['row']!, px: place.px };
    };
  }, [store]);

  useLayoutEffect(() => {
    const keep = keeper.current!;
    if (timeline === null) {
      landed.current = false;
      return;
    }
    const wanted = target === null || target.asked === shownTarget.current ? null : content.current!.querySelector<HTMLElement>(`[data-seq="${target.seq}"]`);
    if (wanted !== null) {
      landed.current = true;
      shownTarget.current = target!.asked;
      keep.show(wanted);
      wanted.focus({ preventScroll: true });
      mark(wanted);
    } else if (!landed.current) {
      landed.current = true;
      const line = content.current!.querySelector<HTMLElement>('.new-line')?.closest<HTMLElement>('[data-row]');
      const left = store.place === null ? null : content.current!.querySelector<HTMLElement>(`[data-row="${CSS.escape(store.place.key)}"]`);
      keep.toEnd();
      if (line != null) keep.show(line);
      else if (left !== null) keep.restore(left, store.place!.px);
    } else {
      keep.settle();
    }
    look();
  }, [rows, target]);

  useSignalEffect(() => {
    if (store.toEnd.value === entered) return;
    keeper.current?.toEnd();
    look();
  });

  useUsers(rows);
  const upTo = timeline === null || !timeline.tail ? null : thread === null ? timeline.hi : (timeline.entries.at(-1)?.seq ?? null);
  useReading(room, store, n, !covered && atBottom ? upTo : null, setSeenN);

  const scrolled = (): void => {
    keeper.current!.scrolled();
    look();
  };
  const behind = Math.max(0, n - seenN);
  const toEnd = async (): Promise<void> => {
    await store.latest();
    keeper.current!.toEnd();
    look();
  };
  const move = (event: KeyboardEvent): void => {
    const on = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (on === null || event.target !== on || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...content.current!.querySelectorAll<HTMLElement>('[data-row]')];
    const at = all.indexOf(on);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    const row = to === undefined ? undefined : all[to];
    if (row === undefined) return;
    event.preventDefault();
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  };
  const stop = rows.some((row) => row.key === active) ? active : (rows.at(-1)?.key ?? null);

  return (
    <ListContext.Provider value={store}>
      <div class="log-place" data-landmark>
        <div class="log-scroll" ref={scroller} onScroll={scrolled}>
          <div
            class="log"
            ref={content}
            role="log"
            aria-label={label}
            aria-live="polite"
            aria-relevant="additions"
            aria-busy={timeline === null}
            onKeyDown={move}
            onFocusIn={(event) => {
              const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
              if (row !== null) setActive(row.dataset['row']!);
            }}
          >
            {timeline?.atStart === true && beginning(!rows.some((row) => row.kind === 'message'))}
            {timeline !== null && !timeline.atStart && (
              <div class="log-more">{store.loadingOlder.value ? t.messages.loadingOlder : ''}</div>
            )}
            {rows.map((row) =>
              row.kind === 'message' ? (
                <MessageRowView key={row.key} row={row} room={room.id} focusable={row.key === stop} />
              ) : row.kind === 'thread' ? (
                <ThreadRowView key={row.key} row={row} room={room} focusable={row.key === stop} />
              ) : row.kind === 'note' ? (
                <NoteRowView key={row.key} row={row} focusable={row.key === stop} />
              ) : (
                <MembershipRowView key={row.key} row={row} focusable={row.key === stop} />
              ),
            )}
          </div>
          {timeline === null && !store.failed.value && <Skeleton />}
          {timeline === null && store.failed.value && (
            <div class="log-failed" role="alert">
              <p>{t.messages.loadFailed}</p>
              <button type="button" class="button" onClick={() => void store.latest()}>
                {t.rooms.retry}
              </button>
            </div>
          )}
        </div>
        {timeline !== null && (!atBottom || !timeline.tail) && (
          <button type="button" class={behind > 0 ? 'jump jump-new' : 'jump'} onClick={() => void toEnd()}>
            <span>{t.messages.jump}</span>
            <DownIcon />
            {behind > 0 && <span class="jump-count">({behind})</span>}
          </button>
        )}
      </div>
    </ListContext.Provider>
  );
}

/** What I am sending here. What failed in a thread that is not open shows in the room: nothing fails unseen. */
function pendingOf(outbox: readonly Pending[], room: string, thread: number | null): Pending[] {
  const here = route.value;
  const open = here.to === 'room' ? (here.thread ?? null) : null;
  return inRoom(outbox, room).filter((one) => {
    const of = one.thread ?? null;
    return of === thread || (thread === null && one.state === 'failed' && of !== open);
  });
}

/** Says where one is, for a moment. */
function mark(row: HTMLElement): void {
  row.classList.add('message-target');
  row.addEventListener('animationend', () => row.classList.remove('message-target'), { once: true });
}

export function Beginning({ room, empty }: { room: Room; empty: boolean }) {
  return (
    <div class="beginning">
      <p class="beginning-title" dir="auto">
        {empty ? t.messages.emptyTitle(room.title) : t.messages.beginning(room.title)}
      </p>
      {empty && <p>{t.messages.emptyText}</p>}
    </div>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label={t.loading}>
      {[1, 2, 3, 4].map((line) => (
        <div key={line} class={`skeleton-row skeleton-${line}`} aria-hidden="true">
          <span class="skeleton-face" />
          <span class="skeleton-lines" />
        </div>
      ))}
    </div>
  );
}

/** Names of everyone in sight. */
function useUsers(rows: readonly Row[]): void {
  const { users } = useWorkspace();
  useEffect(() => {
    users.want(
      rows.flatMap((row) =>
        row.kind === 'message' ? [row.who] : row.kind === 'thread' ? row.who : row.kind === 'note' ? [row.note.by, row.note.whom] : [...row.joined, ...row.left, ...(row.created === null ? [] : [row.created])],
      ),
    );
  }, [rows]);
}

/** Read is what was at the end of the room, on a page that someone can see. */
function useReading(room: Room, store: TimelineStore, n: number, upTo: number | null, seen: (n: number) => void): void {
  const workspace = useWorkspace();
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const change = (): void => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', change);
    return () => document.removeEventListener('visibilitychange', change);
  }, []);
  const unsaid = useRef<number | null>(null);
  const say = (): void => {
    if (unsaid.current !== null && !store.heldUnread) {
      if (store.thread === null) void workspace.markRead(room.id, unsaid.current);
      else void workspace.threads.markRead(room.id, store.thread, unsaid.current);
    }
    unsaid.current = null;
  };
  useEffect(() => {
    if (upTo === null || !visible) return;
    seen(n);
    unsaid.current = upTo;
    const timer = setTimeout(say, 250);
    return () => clearTimeout(timer);
  }, [room.id, upTo, visible, n]);
  useEffect(() => say, []); // whoever goes elsewhere within that time has read it all the same
}
