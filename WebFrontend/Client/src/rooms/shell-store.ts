import { signal } from '@preact/signals';

/** On a phone the room list is a drawer. */
export const drawerOpen = signal(false);
export const shownDialog = signal<'none' | 'create' | 'browse' | 'direct' | 'switch' | 'shortcuts' | 'notify'>('none');
