import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { shownDialog } from '../rooms/shell-store.ts';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { type CommandName, nameIn } from './commands-state.ts';

/** Does what a command says; `say` sends something where it was typed. A refusal is told, and `keep` gives the text back. */
export function runCommand(workspace: Workspace, room: Room, name: CommandName, about: string, { say, keep }: { readonly say: (text: string) => void; readonly keep: () => void }): void {
  const { rest } = workspace.client;
  const done = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => {
      toast(sentence(error));
      keep();
    });
  switch (name) {
    case 'help':
      shownDialog.value = 'shortcuts';
      break;
    case 'me':
      say(`_${about}_`);
      break;
    case 'shrug':
      say(`${about} ¯\\_(ツ)_/¯`.trim());
      break;
    case 'topic':
      done(rest.changeRoom(room.id, { topic: about }));
      break;
    case 'invite':
      done(rest.addMember(room.id, nameIn(about)).then(() => toast(t.invite.added(nameIn(about)))));
      break;
    case 'kick':
      done(workspace.peopleOf(room.id).then((people) => rest.kick(room.id, people.find(({ userName }) => userName === nameIn(about))?.id ?? nameIn(about))));
      break;
    case 'leave':
      done(workspace.leave(room));
      break;
  }
}
