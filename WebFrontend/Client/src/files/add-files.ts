import { formatSize, t } from '../i18n/i18n.ts';
import { toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { faultOf } from './uploads-state.ts';

/** Takes files into the message that is being written; what the server would refuse is said before it leaves. */
export function addFiles(workspace: Workspace, room: string, files: Iterable<File>): void {
  const { maxFileSize, maxFiles } = workspace.fileLimits.peek();
  for (const file of files) {
    const fault = faultOf(file.size, maxFileSize);
    if (fault !== null) toast(fault === 'too-large' ? t.files.tooLarge(file.name, formatSize(maxFileSize)) : t.files.refused[fault]);
    else if (workspace.uploads.of(room).length >= maxFiles) toast(t.files.tooMany(maxFiles));
    else workspace.uploads.add(room, file);
  }
}
