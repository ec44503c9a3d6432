import type { AdminCalls, User } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { TypeNameDialog } from '../sessions/type-name-dialog-view.tsx';
import { toast } from '../ui/toast.tsx';

/** Asks for the name of who is to be erased. */
export function EraseUserDialog({ calls, user, onDone, onClose }: { calls: AdminCalls; user: User; onDone: () => void; onClose: () => void }) {
  const go = async (name: string): Promise<void> => {
    await calls.eraseUser(user.id, name);
    toast(t.erasure.begun(user.displayName));
    onDone();
    onClose();
  };
  return (
    <TypeNameDialog
      title={t.erasure.titleOf(user.displayName)}
      text={t.erasure.textOf}
      name={user.userName}
      field="erase-name"
      fault="userName"
      action={t.erasure.erase}
      run={go}
      onClose={onClose}
    />
  );
}
