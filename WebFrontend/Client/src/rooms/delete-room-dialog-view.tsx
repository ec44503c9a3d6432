import { t } from '../i18n/i18n.ts';
import { TypeNameDialog } from '../sessions/type-name-dialog-view.tsx';
import { toast } from '../ui/toast.tsx';

type Props = { room: { readonly name: string; readonly title: string }; run: (name: string) => Promise<void>; onDone?: () => void; onClose: () => void };

/** Asks for the name of the room that is to be deleted. */
export function DeleteRoomDialog({ room, run, onDone, onClose }: Props) {
  const go = async (name: string): Promise<void> => {
    await run(name);
    toast(t.deletion.done(room.title));
    onDone?.();
    onClose();
  };
  return (
    <TypeNameDialog
      title={t.deletion.titleOf(room.title)}
      text={t.deletion.text}
      name={room.name}
      field="delete-name"
      fault="name"
      action={t.deletion.delete}
      run={go}
      onClose={onClose}
    />
  );
}
