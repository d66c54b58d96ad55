/** Compressing and unfolding bytes, with a bound on what unfolds. */

const chunksOf = (
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> =>
  new Blob([new Uint8Array(bytes)]).stream().pipeThrough(stream).getReader();

const gathered = async (
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
};

export const throughGzip = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
  const compressed = await gathered(
    chunksOf(bytes, new CompressionStream('gzip')),
    Number.POSITIVE_INFINITY,
  );
  if (compressed === null) throw new Error('compressing has no bound');
  return compressed;
};

/** Null for what is not gzip, and for what would unfold to more than `most` bytes. */
export const throughGunzip = async (
  bytes: Uint8Array,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  try {
    return await gathered(chunksOf(bytes, new DecompressionStream('gzip')), most);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};
