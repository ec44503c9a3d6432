import { useState } from 'preact/hooks';
import type { MySettings } from '@parley/client';
import { formatFull, t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { Switch } from '../ui/switch.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { isQuiet, type Quiet, quiet } from './notify-state.ts';

const QUIET: readonly Quiet[] = ['off', 'hour', 'tomorrow', 'on'];

/** How this browser tells of what is new. The browser asks for permission only when somebody switches it on here. */
export function NotifyDialog({ onClose }: { onClose: () => void }) {
  const { notify } = useWorkspace();
  const [permission, setPermission] = useState(typeof Notification === 'undefined' ? 'denied' : Notification.permission);
  const on = notify.on.value && permission === 'granted';
  const turn = async (wanted: boolean): Promise<void> => {
    if (wanted && permission === 'default') setPermission(await Notification.requestPermission());
    notify.turn(wanted);
  };
  const settings = notify.settings.value;
  const until = settings.doNotDisturbUntil;
  const now: Quiet = !isQuiet(settings, Date.now()) ? 'off' : until === null ? 'on' : 'hour';
  const change = (what: Partial<MySettings>): void => void notify.change(what).catch((error: unknown) => toast(sentence(error)));
  return (
    <Dialog title={t.notify.title} onClose={onClose}>
      <div class="choices">
        <Switch label={t.notify.desktop} hint={permission === 'denied' ? t.notify.denied : t.notify.desktopHint} checked={on} disabled={permission === 'denied'} set={(wanted) => void turn(wanted)} />
        <Switch label={t.notify.sound} hint={t.notify.soundHint} checked={settings.sound} set={(sound) => change({ sound })} />
        <fieldset class="choices">
          <legend>{t.notify.quiet}</legend>
          <div class="chips">
            {QUIET.map((choice) => (
              <label key={choice} class="chip">
                <input
                  class="sr-only"
                  type="radio"
                  name="quiet"
                  checked={now === choice}
                  onChange={() => change(quiet(choice, new Date()))}
                />
                {t.notify.quietChoices[choice]}
              </label>
            ))}
          </div>
          {now === 'hour' && until !== null && <p class="field-hint">{t.notify.quietUntil(formatFull(new Date(until)))}</p>}
        </fieldset>
      </div>
      <p class="dialog-text dialog-note">{t.notify.here}</p>
    </Dialog>
  );
}
