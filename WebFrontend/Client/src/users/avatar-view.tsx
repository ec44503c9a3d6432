import { colour, HUES, initials } from './people-state.ts';

/** People have a colour of their own; bots all have that of the house. */
export function Avatar({ id, name, bot = false }: { id: string; name: string; bot?: boolean }) {
  const tone = colour(id);
  const look = bot ? 'avatar-bot' : `hue-${tone % HUES}${tone < HUES ? '' : ' avatar-light'}`;
  return (
    <span class={`avatar ${look}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
