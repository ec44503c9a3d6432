import { signal } from '@preact/signals';

type InstallPrompt = Event & { prompt(): Promise<unknown> };

/** What the browser offers while the app can be installed; null: it cannot, or is. */
const offered = signal<InstallPrompt | null>(null);

export const installable = (): boolean => offered.value !== null;

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // asked for in the menu, not by a bar across the page
  offered.value = event as InstallPrompt;
});
addEventListener('appinstalled', () => (offered.value = null));

export function install(): void {
  void offered.peek()?.prompt();
  offered.value = null;
}
