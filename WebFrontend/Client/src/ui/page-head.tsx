import type { ComponentChildren } from 'preact';
import { follow, pathTo } from '../routes/router.ts';
import { Logo } from './icons.tsx';

/** Head of a page that is no room: its title, the way back, and further links. */
export function PageHead({ title, back, children }: { title: string; back: string; children?: ComponentChildren }) {
  return (
    <header class="dash-head">
      <Logo />
      <h1>{title}</h1>
      <nav class="dash-links">
        <a href={pathTo({ to: 'home' })} onClick={follow({ to: 'home' })}>
          {back}
        </a>
        {children}
      </nav>
    </header>
  );
}
