import type { ComponentChildren } from 'preact';
import { useComputed } from '@preact/signals';
import { forwarding } from '../forwards/forwarding-store.ts';
import { t } from '../i18n/i18n.ts';
import { reporting } from '../moderation/reporting-store.ts';
import { seeing } from '../presence/seeing-store.ts';
import { DotsIcon, EyeIcon, FlagIcon, ForwardIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { isConversation } from '../rooms/rooms-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** What is done more seldom with a message; nothing if there is nothing. */
export function MoreActions({ room, seq, who, text, tabIndex }: { room: string; seq: number; who: string; text: string; tabIndex: number }) {
  const { me, rooms } = useWorkspace();
  const isMember = useComputed(() => rooms.value.get(room)?.member === true).value;
  const hasModerators = useComputed(() => {
    const here = rooms.value.get(room);
    return here !== undefined && !isConversation(here);
  }).value;
  if (!isMember) return null;
  const own = who === me.id;
  return (
    <Menu label={t.messages.more} class="menu-end" floating tabIndex={tabIndex} button={<DotsIcon />}>
      {(close) => {
        const item = (icon: ComponentChildren, words: string, run: () => void, danger = false) => (
          <button
            type="button"
            class={danger ? 'menu-item menu-item-danger' : 'menu-item'}
            onClick={() => {
              close();
              run();
            }}
          >
            {icon}
            {words}
          </button>
        );
        return (
          <>
            {item(<ForwardIcon />, t.forwards.action, () => (forwarding.value = { room, seq, who, text }))}
            {item(<EyeIcon />, t.seen.open, () => (seeing.value = { room, seq, who }))}
            {!own && hasModerators && item(<FlagIcon />, t.moderation.report, () => (reporting.value = { room, seq, who, text }), true)}
          </>
        );
      }}
    </Menu>
  );
}
