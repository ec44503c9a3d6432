import { t } from '../i18n/i18n.ts';
import { toast } from '../ui/toast.tsx';

export function copyText(text: string): void {
  navigator.clipboard?.writeText(text).then(
    () => toast(t.messages.copied),
    () => toast(t.messages.copyFailed),
  );
}
