// The bytes of files that belong to messages which are not sent yet, kept by the browser over a reload. Never throws: where nothing can be kept, memory has to do.

/** @property upload The server's name of the upload, once it has begun. */
export type KeptFile = { readonly clientId: string; readonly file: File; readonly upload: string | null };

const STORE = 'files';

export class FileVault {
  readonly #name: string;
  #database: Promise<IDBDatabase | null> | null = null;

  constructor(userId: string) {
    this.#name = `parley.files.${userId}`;
  }

  async put(key: string, kept: KeptFile): Promise<void> {
    await this.#ask('readwrite', (store) => store.put(kept, key));
  }

  async get(key: string): Promise<KeptFile | null> {
    const found: unknown = await this.#ask('readonly', (store) => store.get(key));
    return isKept(found) ? found : null;
  }

  async remove(key: string): Promise<void> {
    await this.#ask('readwrite', (store) => store.delete(key));
  }

  async keys(): Promise<string[]> {
    const found: unknown = await this.#ask('readonly', (store) => store.getAllKeys());
    return Array.isArray(found) ? found.map(String) : [];
  }

  async #ask(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    this.#database ??= open(this.#name);
    const database = await this.#database;
    if (database === null) return undefined;
    return await new Promise((resolve) => {
      try {
        const transaction = database.transaction(STORE, mode);
        const request = run(transaction.objectStore(STORE));
        transaction.addEventListener('complete', () => resolve(request.result));
        transaction.addEventListener('abort', () => resolve(undefined));
      } catch {
        resolve(undefined);
      }
    });
  }
}

function open(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => resolve(null));
      request.addEventListener('blocked', () => resolve(null));
    } catch {
      resolve(null); // a private window
    }
  });
}

function isKept(found: unknown): found is KeptFile {
  return typeof found === 'object' && found !== null && 'file' in found && found.file instanceof File && 'clientId' in found;
}
