/** Hands a text to the browser as a file to keep. */

export function saveFile(text: string, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  window.setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
