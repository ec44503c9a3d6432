import { signal } from '@preact/signals';
import { readStored, writeStored } from './storage.ts';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'parley.theme'; // public/theme.js reads it before the first paint

const stored = readStored(KEY);
export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');

export function setTheme(to: Theme): void {
  theme.value = to;
  writeStored(KEY, to === 'system' ? null : to);
  if (to === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = to;
}
