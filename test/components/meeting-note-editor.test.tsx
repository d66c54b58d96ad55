// @vitest-environment happy-dom
/** The note editor as a person meets it: names, keys, tools, who else is there. */
import type { Editor } from '@tiptap/core';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { Profiler } from 'react';
import { afterEach, expect, test } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { NoteEditor, type NoteHand } from '@/components/meeting/note-editor';
import { NOTE_FRAGMENT, noteForm } from '@/components/meeting/note-schema';
import { initialsOf, isCursor, othersIn, presenceWords } from '@/components/meeting/note-presence';
import { noteReferences } from '@/components/meeting/note-references';
import { Presence } from '@/components/meeting/presence';
import { SavedState } from '@/components/meeting/saved-state';
import type { NoteReplica } from '@/lib/link/link';

afterEach(cleanup);

interface TestReplica extends NoteReplica {
  readonly tellSaved: (at: number | null) => void;
}
const replicaOf = (doc = new Y.Doc()): TestReplica => {
  const listeners = new Set<(at: number | null) => void>();
  return {
    doc,
    awareness: new Awareness(doc),
    onSaved: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    close: () => Promise.resolve(),
    tellSaved: (at) => {
      for (const told of listeners) told(at);
    },
  };
};

const WORDS = noteReferences();
const nothing = (): void => {};
interface Shown {
  readonly replica: TestReplica;
  readonly hand: () => NoteHand;
  readonly pressed: string[];
  readonly draws: () => number;
}
const show = (replica = replicaOf()): Shown => {
  const pressed: string[] = [];
  let hand: NoteHand | null = null;
  let draws = 0;
  render(
    <Profiler
      id="note"
      onRender={() => {
        draws += 1;
      }}
    >
      <NoteEditor
        replica={replica}
        name="Priya Shah"
        label="Notes for Quarterly three-way meeting, 24 November 2026, 2pm"
        people={[{ id: 'person.ada', name: 'Ada Okafor' }]}
        words={WORDS}
        onAction={() => pressed.push('Action')}
        onDecision={() => pressed.push('Decision')}
        onTooNew={nothing}
        onHand={(now) => {
          hand = now;
        }}
      />
    </Profiler>,
  );
  return {
    replica,
    pressed,
    draws: () => draws,
    hand: () => {
      if (hand === null) throw new Error('the editor is not there');
      return hand;
    },
  };
};
const textbox = (): HTMLElement => screen.getByRole('textbox', { name: /^Notes for Quarterly/u });
const isEditor = (value: unknown): value is Editor =>
  typeof value === 'object' && value !== null && 'commands' in value;
const editorIn = (element: HTMLElement): Editor => {
  const editor: unknown = Reflect.get(element, 'editor');
  if (!isEditor(editor)) throw new Error('no editor');
  return editor;
};
const textIn = ({ doc }: NoteReplica): string => doc.getXmlFragment(NOTE_FRAGMENT).toJSON();

test('the text is a named box of several lines that says how to reach its tools', () => {
  show();
  const box = textbox();
  expect(box.getAttribute('aria-multiline')).toBe('true');
  const hint = document.getElementById(box.getAttribute('aria-describedby') ?? '');
  expect(hint?.textContent).toContain('Press Alt and F10 for formatting');
});

test('the toolbar is one stop for Tab, arrows move in it and Escape goes back to the text', () => {
  show();
  const bar = screen.getByRole('toolbar', { name: 'Formatting' });
  const names = within(bar)
    .getAllByRole('button')
    .map((each) => each.getAttribute('aria-label') ?? each.textContent);
  expect(names).toEqual([
    'Bold',
    'Heading',
    'Bullets',
    'Numbers',
    'Action',
    'Decision',
    'Undo my last change',
    'More tools',
  ]);
  fireEvent.keyDown(textbox(), { key: 'F10', altKey: true });
  const bold = within(bar).getByRole('button', { name: 'Bold' });
  expect(document.activeElement).toBe(bold);
  fireEvent.keyDown(bold, { key: 'ArrowRight' });
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Heading');
  fireEvent.keyDown(bar, { key: 'End' });
  expect(document.activeElement?.getAttribute('aria-label')).toBe('More tools');
  fireEvent.keyDown(bar, { key: 'ArrowRight' });
  expect(document.activeElement).toBe(bold);
  const stops = within(bar)
    .getAllByRole('button')
    .filter((each) => each.tabIndex === 0);
  expect(stops).toEqual([bold]);
});

test('before anyone has been in the toolbar, Tab still finds one tool', () => {
  show();
  const stops = within(screen.getByRole('toolbar'))
    .getAllByRole('button')
    .filter((each) => each.tabIndex === 0);
  expect(stops).toHaveLength(1);
});

test('the Tab key is left to the browser, so that nobody is held in the text', () => {
  const { replica } = show();
  act(() => {
    editorIn(textbox()).commands.setContent('<ul><li><p>one</p></li><li><p>two</p></li></ul>');
    editorIn(textbox()).commands.setTextSelection(8);
  });
  const before = textIn(replica);
  expect(fireEvent.keyDown(textbox(), { key: 'Tab' })).toBe(true);
  expect(textIn(replica)).toBe(before);
  act(() => {
    editorIn(textbox()).commands.setTextSelection(9);
  });
  fireEvent.keyDown(textbox(), { key: ']', ctrlKey: true });
  expect(textIn(replica)).not.toBe(before);
});

test('a tool changes the text and shows that it is on', () => {
  const { replica } = show();
  act(() => {
    editorIn(textbox()).commands.insertContent('Progress');
  });
  const heading = screen.getByRole('button', { name: 'Heading' });
  expect(heading.getAttribute('aria-pressed')).toBe('false');
  fireEvent.click(heading);
  expect(textIn(replica)).toContain('<heading');
  expect(heading.getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(screen.getByRole('button', { name: 'Undo my last change' }));
  expect(textIn(replica)).not.toContain('<heading');
});

test('Action and Decision are asked of the page', () => {
  const { pressed } = show();
  fireEvent.click(screen.getByRole('button', { name: 'Action' }));
  fireEvent.click(screen.getByRole('button', { name: 'Decision' }));
  expect(pressed).toEqual(['Action', 'Decision']);
});

test('a link is added only to a web or mail address', () => {
  const { replica } = show();
  fireEvent.click(screen.getByRole('button', { name: 'More tools' }));
  fireEvent.click(screen.getByRole('button', { name: 'Link' }));
  const field = screen.getByLabelText('Web or email address');
  fireEvent.change(field, { target: { value: 'javascript:alert(1)' } });
  fireEvent.click(screen.getByRole('button', { name: 'Add the link' }));
  expect(screen.getByRole('alert').textContent).toContain('Enter a web address');
  expect(textIn(replica)).not.toContain('javascript');
  fireEvent.change(field, { target: { value: 'www.example.org' } });
  fireEvent.click(screen.getByRole('button', { name: 'Add the link' }));
  expect(textbox().querySelector('a')?.getAttribute('href')).toBe('https://www.example.org');
  expect(screen.queryByLabelText('Web or email address')).toBeNull();
});

test('a person is named from a list', () => {
  const { replica } = show();
  fireEvent.click(screen.getByRole('button', { name: 'More tools' }));
  fireEvent.click(screen.getByRole('button', { name: '@ Name a person' }));
  fireEvent.click(
    within(screen.getByRole('list', { name: 'People' })).getByRole('button', {
      name: 'Ada Okafor',
    }),
  );
  expect(textbox().textContent).toContain('@Ada Okafor');
  expect(textIn(replica)).toContain('<mention');
});

test('a reference shows the words of its record as they are now', () => {
  const { hand } = show();
  act(() => {
    hand().putReference('action', 'action.1');
  });
  expect(textbox().textContent).toContain('Action: removed, or not here yet');
});

test('writing under a heading makes it once, and then goes to the end of what stands under it', () => {
  const { hand, replica } = show();
  act(() => {
    hand().writeUnder('Training');
    editorIn(textbox()).commands.insertContent('OASys');
    hand().writeUnder('Leave');
    hand().writeUnder('Training');
    editorIn(textbox()).commands.insertContent(' refresher');
  });
  expect(
    replica.doc
      .getXmlFragment(NOTE_FRAGMENT)
      .toJSON()
      .match(/<heading/gu),
  ).toHaveLength(2);
  expect(editorIn(textbox()).getText({ blockSeparator: '|' })).toBe(
    'Training|OASys refresher|Leave|',
  );
});

test('typing 200 letters draws nothing again and tells no one where the cursor is', () => {
  const { replica, draws } = show();
  const editor = editorIn(textbox());
  act(() => {
    editor.commands.insertContent('<p>The start of a note</p>');
    editor.commands.focus('end');
  });
  let told = 0;
  let updates = 0;
  replica.awareness.on('change', () => {
    told += 1;
  });
  replica.doc.on('update', () => {
    updates += 1;
  });
  const before = draws();
  act(() => {
    for (let count = 0; count < 200; count += 1)
      editor.view.dispatch(editor.state.tr.insertText('a'));
  });
  expect(updates).toBe(200);
  expect(told).toBe(0);
  expect(draws() - before).toBeLessThanOrEqual(1);
});

const enter = (replica: NoteReplica, state: Record<string, unknown>): (() => void) => {
  const other = new Awareness(new Y.Doc());
  other.setLocalState(state);
  applyAwarenessUpdate(replica.awareness, encodeAwarenessUpdate(other, [other.clientID]), 'engine');
  return () => {
    other.setLocalState(null);
    applyAwarenessUpdate(
      replica.awareness,
      encodeAwarenessUpdate(other, [other.clientID]),
      'engine',
    );
  };
};

test('the people who write too are named above the note, and leave', () => {
  const replica = replicaOf();
  render(<Presence replica={replica} />);
  expect(screen.queryByText(/editing too/u)).toBeNull();
  let leave = nothing;
  act(() => {
    leave = enter(replica, { user: { name: 'Ada Okafor', initials: 'AO' } });
    enter(replica, { user: { name: 'Rita Mensah' } });
  });
  expect(screen.getByText('Ada and Rita are editing too')).toBeDefined();
  expect(screen.getByText('RM').getAttribute('aria-hidden')).toBe('true');
  act(() => {
    leave();
  });
  expect(screen.getByText('Rita is editing too')).toBeDefined();
});

test.for([
  [[], ''],
  [['Ada Okafor'], 'Ada is editing too'],
  [['Ada Okafor', 'Rita Mensah'], 'Ada and Rita are editing too'],
  [['Ada', 'Rita', 'Jo'], 'Ada, Rita and 1 other are editing too'],
  [['Ada', 'Rita', 'Jo', 'Sam'], 'Ada, Rita and 2 others are editing too'],
] as const)('%j reads %j', ([names, words]) => {
  expect(presenceWords(names.map((name, client) => ({ name, client, initials: '' })))).toBe(words);
});

test.for([
  ['Ada Okafor', 'AO'],
  ['Ada van der Berg', 'AB'],
  ['Ada', 'A'],
  ['', ''],
] as const)('the initials of %j are %j', ([name, initials]) => {
  expect(initialsOf(name)).toBe(initials);
});

test('an entry or a cursor of a wrong shape is left out and stops nothing', () => {
  const { replica } = show();
  act(() => {
    for (const state of [
      { user: 'Ada' },
      { user: { name: 7 } },
      { user: { name: 'Ada' }, cursor: { anchor: 1, head: null } },
      { user: { name: 'Ada' }, cursor: { anchor: { type: { client: 'x' } }, head: {} } },
      { cursor: {} },
    ]) {
      enter(replica, state);
    }
    editorIn(textbox()).commands.insertContent('Still here');
  });
  expect(othersIn(replica.awareness).map(({ name }) => name)).toEqual(['Ada']);
  expect(isCursor({ anchor: { type: null, item: null }, head: { tname: 'note' } })).toBe(true);
  expect(textIn(replica)).toContain('Still here');
});

test('nothing is called saved before it is', () => {
  const replica = replicaOf();
  render(<SavedState replica={replica} />);
  expect(screen.getByText('Changes are saved on this device as you type')).toBeDefined();
  act(() => {
    replica.tellSaved(null);
  });
  expect(screen.getByText('Saving…')).toBeDefined();
  act(() => {
    replica.tellSaved(Date.UTC(2026, 10, 24, 14, 14));
  });
  expect(screen.getByText('Saved on this device at 2:14pm')).toBeDefined();
});

test('the form of the editor is the frozen one', () => {
  show();
  const names = editorIn(textbox()).extensionManager.extensions.map(({ name }) => name);
  for (const { name } of noteForm()) expect(names).toContain(name);
});
