import { t } from '../i18n/i18n.ts';
import { MenuIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { drawerOpen } from './shell-store.ts';

export function DrawerButton() {
  const { unread } = useWorkspace();
  return (
    <button
      type="button"
      class="icon-button drawer-button"
      aria-label={t.rooms.open}
      aria-expanded={drawerOpen.value}
      aria-controls="sidebar"
      onClick={() => (drawerOpen.value = true)}
    >
      <MenuIcon />
      {unread.value > 0 && <span class="drawer-dot" aria-hidden="true" />}
    </button>
  );
}
