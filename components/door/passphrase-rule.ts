/** When a passphrase is long enough: four words, or 16 characters. */

export const PASSPHRASE_TOO_SHORT = 'Passphrase must be at least 4 words or 16 characters';

export function isLongEnough(passphrase: string): boolean {
  const words = passphrase.trim().split(/\s+/u);
  return (
    passphrase.trim().length >= 16 || (words.length >= 4 && words.every((word) => word !== ''))
  );
}
