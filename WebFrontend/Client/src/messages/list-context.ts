import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { TimelineStore } from './timeline-store.ts';

/** The history that a message stands in: of the room, or of a thread. */
export const ListContext = createContext<TimelineStore | null>(null);

export function useList(): TimelineStore {
  const store = useContext(ListContext);
  if (store === null) throw new Error('a message outside of a list');
  return store;
}
