import { useEffect } from 'preact/hooks';
import { commandsIn, programsIn } from '../composer/commands-state.ts';
import { slashCommands, slashCommandsOf } from '../composer/slash-commands-store.ts';
import { t } from '../i18n/i18n.ts';
import { route } from '../routes/router.ts';
import { Dialog } from '../ui/dialog.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { byName } from './rooms-state.ts';

const MAC = navigator.platform.startsWith('Mac');
const COMMAND = MAC ? '⌘' : 'Ctrl';
const ALT = MAC ? '⌥' : 'Alt';

/** Every key that does something, and what. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { keys } = t.shortcuts;
  const groups: readonly (readonly [string, readonly (readonly [readonly string[], string])[]])[] = [
    [
      t.shortcuts.moving,
      [
        [[COMMAND, 'K'], keys.switcher],
        [[COMMAND, 'Shift', 'F'], keys.search],
        [[ALT, '↑ ↓'], keys.nextRoom],
        [[ALT, 'Shift', '↑ ↓'], keys.nextUnread],
        [['Esc'], keys.readRoom],
        [['Shift', 'Esc'], keys.readAll],
        [['F6'], keys.landmarks],
        [['?'], keys.list],
      ],
    ],
    [
      t.shortcuts.writing,
      [
        [['Enter'], keys.send],
        [['Shift', 'Enter'], keys.line],
        [['↑'], keys.editLast],
        [['@', '#', ':', '/'], keys.commands],
      ],
    ],
    [
      t.shortcuts.messages,
      [
        [['↑ ↓'], keys.along],
        [['Home', 'End'], keys.ends],
      ],
    ],
  ];
  const workspace = useWorkspace();
  const here = route.value;
  const room = here.to === 'room' ? byName(workspace.rooms.value, here.name) : undefined;
  useEffect(() => {
    if (room !== undefined) void slashCommandsOf(workspace.client.rest, room.id);
  }, [room?.id]);
  return (
    <Dialog title={t.shortcuts.title} onClose={onClose}>
      {groups.map(([title, rows]) => (
        <section key={title} class="keys">
          <h3>{title}</h3>
          <dl>
            {rows.map(([combination, what]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  {combination.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {room !== undefined && (
        <section class="keys">
          <h3>{t.shortcuts.commands}</h3>
          <dl>
            {commandsIn(room).map(({ name }) => (
              <div key={name}>
                <dt>{t.commands[name].help}</dt>
                <dd>
                  <kbd>{`/${name} ${t.commands[name].takes}`.trim()}</kbd>
                </dd>
              </div>
            ))}
            {programsIn(room, slashCommands.value.get(room.id) ?? []).map(({ name, usage, description }) => (
              <div key={`/${name}`}>
                <dt dir="auto">{description}</dt>
                <dd>
                  <kbd>{`/${name} ${usage}`.trim()}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </Dialog>
  );
}
