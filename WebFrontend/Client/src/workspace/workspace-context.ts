import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Workspace } from './workspace.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('used outside of a session');
  return workspace;
}
