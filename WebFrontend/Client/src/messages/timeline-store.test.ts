import { describe, expect, it } from 'vitest';
import type { EventPage, ParleyClient, RoomEvent } from '@parley/client';
import { TimelineStore } from './timeline-store.ts';

const post = (seq: number): RoomEvent => ({ seq, kind: 'messagePosted', sender: 'u', at: '', n: seq, text: `m${seq}` });
const posts = (from: number, to: number): RoomEvent[] => Array.from({ length: to - from + 1 }, (_, at) => post(from + at));

/** A server whose answers come when the test says so. */
function rig() {
  const asked: { page: object; answer: (events: RoomEvent[], lastSeq: number) => Promise<void>; fail: () => Promise<void> }[] = [];
  const state = { lastSeq: 0 };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  const events = (_room: string, page: object): Promise<EventPage> =>
    new Promise((resolve, reject) =>
      asked.push({
        page,
        answer: async (list, lastSeq) => {
          resolve({ room: 'r', epoch: 'e', firstSeq: list[0]?.seq ?? 0, lastSeq, floor: 0, events: list });
          await settle();
        },
        fail: async () => {
          reject(new Error('no network'));
          await settle();
        },
      }),
    );
  const messages = async () => ({ room: 'r', epoch: 'e', firstSeq: 0, lastSeq: 0, head: 0, messages: [] });
  const client = { rest: { events, messages }, lastSeq: () => state.lastSeq } as unknown as ParleyClient;
  return { asked, state, store: new TimelineStore(client, 'r', 'me') };
}

const shown = (store: TimelineStore): number[] => store.timeline.value?.entries.map((entry) => entry.seq) ?? [];

describe('the timeline store', () => {
  it('does not lose what comes while the first page is on its way, nor shows it twice', async () => {
    const { asked, store } = rig();
    void store.latest();
    store.eventsArrived(posts(5, 6));
    store.eventsArrived(posts(7, 7));
    await asked[0]!.answer(posts(1, 6), 6);
    expect(shown(store)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('loads anew after a reset, also in the middle of loading', async () => {
    const { asked, store } = rig();
    void store.latest();
    store.reset();
    void store.latest();
    await asked[0]!.answer(posts(1, 9), 9);
    expect(shown(store)).toEqual([]);
    await asked[1]!.answer(posts(1, 3), 3);
    expect(shown(store)).toEqual([1, 2, 3]);
    expect(asked.length).toBe(2);
  });

  it('asks for each older page once and says when it failed to load at all', async () => {
    const { asked, store } = rig();
    void store.latest();
    await asked[0]!.fail();
    expect(store.failed.value).toBe(true);
    void store.latest();
    await asked[1]!.answer(posts(61, 120), 120);
    expect(store.failed.value).toBe(false);
    void store.older();
    void store.older();
    expect(asked.map(({ page }) => page).slice(2)).toEqual([{ before: 61, limit: 60 }]);
    await asked[2]!.answer(posts(1, 60), 120);
    expect(shown(store)).toEqual(posts(1, 120).map(({ seq }) => seq));
    void store.older();
    expect(asked.length).toBe(3);
  });

  it('shows an acknowledged message until its event comes, and not at all if that came first', () => {
    const { state, store } = rig();
    state.lastSeq = 4;
    store.sent({ clientId: 'c', text: 'x', seq: 5, at: '' });
    store.sent({ clientId: 'd', text: 'y', seq: 4, at: '' });
    expect(store.confirming.value.map(({ clientId }) => clientId)).toEqual(['c']);
    store.eventsArrived([post(5)]);
    expect(store.confirming.value).toEqual([]);
  });
});
