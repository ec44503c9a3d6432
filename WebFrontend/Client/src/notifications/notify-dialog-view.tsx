import { useState } from 'preact/hooks';
import { formatFull, t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { type Quiet, quietUntil } from './notify-state.ts';

const QUIET: readonly Quiet[] = ['off', 'hour', 'tomorrow', 'on'];

/** How this browser tells of what is new. The browser asks for permission only when somebody switches it on here. */
export function NotifyDialog({ onClose }: { onClose: () => void }) {
  const { notify } = useWorkspace();
  const [permission, setPermission] = useState(typeof Notification === 'undefined' ? 'denied' : Notification.permission);
  const on = notify.on.value && permission === 'granted';
  const turn = async (wanted: boolean): Promise<void> => {
    if (wanted && permission === 'default') setPermission(await Notification.requestPermission());
    notify.set({ on: wanted });
  };
  const until = notify.quietUntil.value;
  const quiet: Quiet = until <= Date.now() ? 'off' : until === Number.MAX_SAFE_INTEGER ? 'on' : 'hour';
  return (
    <Dialog title={t.notify.title} onClose={onClose}>
      <div class="choices">
        <Switch label={t.notify.desktop} hint={permission === 'denied' ? t.notify.denied : t.notify.desktopHint} checked={on} disabled={permission === 'denied'} set={(wanted) => void turn(wanted)} />
        <Switch label={t.notify.sound} hint={t.notify.soundHint} checked={notify.sound.value} set={(sound) => notify.set({ sound })} />
        <fieldset class="choices">
          <legend>{t.notify.quiet}</legend>
          <div class="chips">
            {QUIET.map((choice) => (
              <label key={choice} class="chip">
                <input
                  class="sr-only"
                  type="radio"
                  name="quiet"
                  checked={quiet === choice}
                  onChange={() => notify.set({ quietUntil: quietUntil(choice, new Date()) })}
                />
                {t.notify.quietChoices[choice]}
              </label>
            ))}
          </div>
          {quiet === 'hour' && <p class="field-hint">{t.notify.quietUntil(formatFull(new Date(until)))}</p>}
        </fieldset>
      </div>
      <p class="dialog-text dialog-note">{t.notify.here}</p>
    </Dialog>
  );
}

function Switch({ label, hint, checked, disabled = false, set }: { label: string; hint: string; checked: boolean; disabled?: boolean; set: (checked: boolean) => void }) {
  return (
    <label class="choice">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => set(event.currentTarget.checked)} />
      <span class="choice-text">
        <span class="choice-label">{label}</span>
        <span class="choice-hint">{hint}</span>
      </span>
    </label>
  );
}
