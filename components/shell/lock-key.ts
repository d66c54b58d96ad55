/** The one keystroke that locks: how it is shown, told to a screen reader, and recognised. */

export const LOCK_KEY = { shown: 'Ctrl+Shift+L', aria: 'Control+Shift+L' } as const;

export function isLockKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.shiftKey && event.code === 'KeyL';
}
