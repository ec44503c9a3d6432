import { useEffect } from 'preact/hooks';
import { go, route } from '../routes/router.ts';
import { focusNextLandmark } from '../ui/landmarks.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { addressOf, byName, inListOrder, stepTo } from './rooms-state.ts';
import { drawerOpen, openSearch, shownDialog } from './shell-store.ts';

/** Keys that work wherever the focus is. What has its own use for one has prevented its default. */
export function useShortcuts(workspace: Workspace): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented && !event.isComposing && pressed(workspace, event)) event.preventDefault();
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, [workspace]);
}

/** True if the key meant something. */
function pressed(workspace: Workspace, event: KeyboardEvent): boolean {
  const { key, altKey, shiftKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (key.toLowerCase() === 'k' && command && !shiftKey && !altKey) {
    shownDialog.value = 'switch';
    return true;
  }
  if (key.toLowerCase() === 'f' && command && shiftKey && !altKey) {
    openSearch('');
    return true;
  }
  if ((key === '/' && command && !altKey) || (key === '?' && !command && !altKey && !isWriting(event.target))) {
    shownDialog.value = 'shortcuts';
    return true;
  }
  if (document.querySelector('dialog[open]') !== null) return false;
  if ((key === 'ArrowUp' || key === 'ArrowDown') && altKey && !command) {
    step(workspace, key === 'ArrowUp' ? -1 : 1, shiftKey);
    return true;
  }
  if (key === 'F6' && !altKey) {
    focusNextLandmark(shiftKey ? -1 : 1);
    return true;
  }
  return key === 'Escape' && !altKey && !command && escape(workspace, shiftKey);
}

function escape(workspace: Workspace, all: boolean): boolean {
  if (drawerOpen.peek()) {
    drawerOpen.value = false;
    return true;
  }
  const here = route.peek();
  const room = here.to === 'room' ? byName(workspace.rooms.peek(), here.name) : undefined;
  if (all) workspace.readAll();
  else if (room !== undefined) workspace.readAll(room.id);
  return all || room !== undefined;
}

/** The next room up or down the list, or the next with something unread. */
function step(workspace: Workspace, by: 1 | -1, onlyUnread: boolean): void {
  const here = route.peek();
  const room = stepTo(inListOrder(workspace.myRooms.peek()), here.to === 'room' ? here.name : null, by, onlyUnread);
  if (room !== null) go({ to: 'room', name: addressOf(room) });
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
