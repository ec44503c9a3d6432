import { signal } from '@preact/signals';

const media = matchMedia('(max-width: 960px)'); // as in styles/panels.css

/** True where a panel takes the place of the room instead of standing beside it. */
export const narrow = signal(media.matches);
media.addEventListener('change', () => (narrow.value = media.matches));
