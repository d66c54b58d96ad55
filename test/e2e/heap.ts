/** What the memory of a browser's pages still holds: heap snapshots of every page, searched for texts. */
import type { Profile } from './profile.ts';

interface Target {
  readonly type: string;
  readonly title: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

/** Every page, worker and hidden page of the extension that runs now. */
export const targetsOf = async ({ devTools, extensionId }: Profile): Promise<readonly Target[]> => {
  const answer = await fetch(`${devTools}/json/list`);
  const list = (await answer.json()) as readonly Target[];
  return list.filter(({ url }) => url.startsWith(`chrome-extension://${extensionId}/`));
};

/**
 * The texts of which at least one string in the page's memory holds something. The browser collects what nothing
 * refers to any more before it takes the snapshot. What lies in arrays of bytes is not in a snapshot.
 */
export const textsInHeap = (
  { webSocketDebuggerUrl }: Pick<Target, 'webSocketDebuggerUrl'>,
  texts: readonly string[],
): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(webSocketDebuggerUrl);
    const longest = Math.max(...texts.map(({ length }) => length));
    const found = new Set<string>();
    let tail = '';
    let length = 0;
    socket.addEventListener('error', () => reject(new Error('the page cannot be reached')));
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.enable' }));
      socket.send(
        JSON.stringify({
          id: 2,
          method: 'HeapProfiler.takeHeapSnapshot',
          params: { reportProgress: false, captureNumericValue: false },
        }),
      );
    });
    socket.addEventListener('message', ({ data }) => {
      const said = JSON.parse(String(data)) as {
        readonly id?: number;
        readonly method?: string;
        readonly params?: { readonly chunk?: string };
        readonly error?: { readonly message: string };
      };
      if (said.error !== undefined) reject(new Error(said.error.message));
      if (said.method === 'HeapProfiler.addHeapSnapshotChunk') {
        const chunk = tail + (said.params?.chunk ?? '');
        length += chunk.length;
        for (const text of texts) if (chunk.includes(text)) found.add(text);
        tail = chunk.slice(-longest);
      }
      if (said.id !== 2) return;
      socket.close();
      // A snapshot of nothing would prove nothing.
      if (length < 100_000) reject(new Error(`a snapshot of ${length} characters`));
      else resolve([...found]);
    });
  });
