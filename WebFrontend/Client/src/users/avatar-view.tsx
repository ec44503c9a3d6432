import { colour, HUES, initials } from './people-state.ts';

export function Avatar({ id, name, small = false }: { id: string; name: string; small?: boolean }) {
  const tone = colour(id);
  return (
    <span class={`avatar hue-${tone % HUES}${tone < HUES ? '' : ' avatar-light'}${small ? ' avatar-small' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
