import { signal } from '@preact/signals';

/** On a phone the room list is a drawer. */
export const drawerOpen = signal(false);
export const shownDialog = signal<'none' | 'create' | 'browse' | 'direct' | 'switch' | 'shortcuts' | 'notify' | 'search' | 'scheduled'>('none');

/** What the search begins with. */
export const searchFor = signal('');

export function openSearch(beginning: string): void {
  searchFor.value = beginning;
  shownDialog.value = 'search';
}
