import { hue, initials } from './people-state.ts';

export function Avatar({ id, name, small = false }: { id: string; name: string; small?: boolean }) {
  return (
    <span class={`avatar hue-${hue(id)}${small ? ' avatar-small' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
