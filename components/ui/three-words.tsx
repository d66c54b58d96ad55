/** Three words to be compared by voice: large, selectable, read as one list. */

export function ThreeWords({ words }: { readonly words: readonly string[] }) {
  return (
    <ol className="app-words" aria-label="Words to compare">
      {words.map((word, index) => (
        // The same word may come twice: its place is its key.
        <li key={`${index + 1} ${word}`}>{word}</li>
      ))}
    </ol>
  );
}
